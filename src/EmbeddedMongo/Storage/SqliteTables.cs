namespace Scim.EmbeddedMongo.Storage;

/// <summary>What a SQLite connection sees in its current transaction.</summary>
internal abstract class SqliteTables(StoreConnection connection) : IRecordTables
{
    public abstract Catalog Catalog { get; }

    protected StoreConnection Connection { get; } = connection;

    public byte[]? Get(CollectionInfo collection, long record)
    {
        Statement get = Connection.Prepare(StatementKind.Get, collection.Id).Bind(1, record);
        byte[]? document = get.Step() ? get.Blob(0).ToArray() : null;
        get.Reset();
        return document;
    }

    public RecordScan Scan(CollectionInfo collection, bool backward)
    {
        var lease = new StatementLease(Connection, backward ? StatementKind.ScanBackward : StatementKind.ScanForward, collection.Id);
        lease.Statement.Bind(1, backward ? long.MaxValue : long.MinValue);
        return new SqliteRecordScan(lease);
    }

    public KeyScan Range(IndexInfo index, ReadOnlyMemory<byte> low, ReadOnlyMemory<byte> high, bool backward)
    {
        var lease = new StatementLease(Connection, backward ? StatementKind.RangeBackward : StatementKind.RangeForward, index.Id);
        lease.Statement.Bind(1, low.Span).Bind(2, high.Span);
        return new SqliteKeyScan(lease);
    }

    public bool HasOther(IndexInfo index, ReadOnlySpan<byte> key, long record)
    {
        Statement find = Connection.Prepare(StatementKind.FindOther, index.Id).Bind(1, key).Bind(2, record);
        bool found = find.Step();
        find.Reset();
        return found;
    }

    public abstract long Count(CollectionInfo collection);
}
