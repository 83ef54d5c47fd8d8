namespace Scim.EmbeddedMongo.Cursors;

/// <summary>What a query has looked at, for explain.</summary>
internal sealed class ScanStats
{
    public long KeysExamined { get; set; }

    public long DocumentsExamined { get; set; }
}
