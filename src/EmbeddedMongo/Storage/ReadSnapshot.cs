namespace Scim.EmbeddedMongo.Storage;

/// <summary>Everything committed at one moment, on a connection of its own, until it is disposed.</summary>
internal sealed class ReadSnapshot : SqliteTables, IDisposable
{
    private readonly ReaderPool _pool;
    private readonly StoreConnection _connection;
    private bool _disposed;

    internal ReadSnapshot(ReaderPool pool, StoreConnection connection, Catalog catalog)
        : base(connection)
    {
        _pool = pool;
        _connection = connection;
        Catalog = catalog;
    }

    public override Catalog Catalog { get; }

    /// <summary>Cluster time of the last change in the snapshot.</summary>
    public long LastTime()
    {
        Statement last = _connection.Prepare("SELECT max(ts) FROM oplog");
        long time = last.Step() ? last.Int64(0) : 0;
        last.Reset();
        return time;
    }

    /// <summary>A statement on the snapshot's connection, for the oplog.</summary>
    public Statement Prepare(string sql) => _connection.Prepare(sql);

    public override long Count(CollectionInfo collection) => collection.Counters.Count;

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _pool.Return(_connection);
    }
}
