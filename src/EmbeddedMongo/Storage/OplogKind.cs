namespace Scim.EmbeddedMongo.Storage;

/// <summary>Kinds of oplog entries; the numbers are stored.</summary>
internal enum OplogKind
{
    Noop = 0,
    Insert = 1,
    Update = 2,
    Replace = 3,
    Delete = 4,
    Drop = 5,
    Rename = 6,
    DropDatabase = 7,
}
