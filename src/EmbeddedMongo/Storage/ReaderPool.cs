using System.Collections.Concurrent;

namespace Scim.EmbeddedMongo.Storage;

/// <summary>Read connections. Each read takes one, with a snapshot that never waits for the writer.</summary>
internal sealed class ReaderPool(string path, Func<Catalog> catalog) : IDisposable
{
    private const int Kept = 32;
    private readonly ConcurrentBag<StoreConnection> _idle = [];
    private bool _disposed;

    public ReadSnapshot Open()
    {
        StoreConnection connection = _idle.TryTake(out StoreConnection? idle) ? idle : new StoreConnection(path, writes: false);
        var spin = new SpinWait();
        while (true)
        {
            connection.Prepare("BEGIN").Run();
            Statement pin = connection.Prepare("SELECT value FROM meta WHERE name='catalog'");
            pin.Step();
            long version = pin.Int64(0);
            pin.Reset();

            // the commit that changed the catalog may not be published yet, or was published after the snapshot
            Catalog current = catalog();
            if (current.Version == version) return new ReadSnapshot(this, connection, current);
            connection.Prepare("COMMIT").Run();
            spin.SpinOnce();
        }
    }

    public void Return(StoreConnection connection)
    {
        connection.Prepare("COMMIT").Run();
        if (_disposed || connection.Leases > 0 || _idle.Count >= Kept || connection.StatementCount > 2000) connection.Dispose();
        else _idle.Add(connection);
    }

    public void Dispose()
    {
        _disposed = true;
        while (_idle.TryTake(out StoreConnection? connection)) connection.Dispose();
    }
}
