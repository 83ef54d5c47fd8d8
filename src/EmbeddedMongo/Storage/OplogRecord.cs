namespace Scim.EmbeddedMongo.Storage;

/// <summary>One change for the oplog.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Database">The database.</param>
/// <param name="Collection">The collection; empty for dropDatabase.</param>
/// <param name="Key">The document {_id}, or null for changes of the catalog.</param>
/// <param name="Body">The whole document (insert, replace), the update description (update), the target (rename), or null.</param>
internal readonly record struct OplogRecord(OplogKind Kind, string Database, string Collection, byte[]? Key, byte[]? Body);
