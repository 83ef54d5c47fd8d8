using Microsoft.Extensions.Logging;

namespace Scim.EmbeddedMongo.Storage;

/// <summary>The database file: parallel snapshots for reading, one writer with group commit, the oplog's position.</summary>
internal sealed class Store : IAsyncDisposable
{
    private readonly StoreWriter _writer;
    private readonly ReaderPool _readers;
    private readonly OplogTrimmer _trimmer;
    private volatile Published _published;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Store(string path, StoreConnection connection, TimeProvider time, long oplogBytes, ILogger logger)
    {
        Path = path;
        Clock = new ClusterClock(time);
        Catalogs = new CatalogStore();
        Catalog catalog = Catalogs.Load(connection);
        Clock.Load(StoreSchema.LastTime(connection));
        _published = new Published(catalog, Clock.Last);
        _trimmer = new OplogTrimmer(oplogBytes, StoreSchema.OplogBytes(connection));
        _readers = new ReaderPool(path, () => _published.Catalog);
        var tables = new WriterTables(connection, Locks, Clock, Catalogs);
        _writer = new StoreWriter(connection, tables, Locks, catalog, Publish, logger);
    }

    public string Path { get; }

    public WriteLocks Locks { get; } = new();

    public ClusterClock Clock { get; }

    public CatalogStore Catalogs { get; }

    public Catalog Catalog => _published.Catalog;

    /// <summary>Cluster time of the last durable change: operationTime in replies.</summary>
    public long CommittedTime => _published.Time;

    public static Store Open(string folder, TimeProvider time, long oplogBytes, ILogger logger)
    {
        Directory.CreateDirectory(folder);
        string path = System.IO.Path.Combine(folder, "data.db");
        StoreConnection connection = StoreSchema.Open(path, logger);
        try
        {
            return new Store(path, connection, time, oplogBytes, logger);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>A snapshot for reading; dispose it.</summary>
    public ReadSnapshot Read() => _readers.Open();

    /// <summary>
    /// Runs the function on the writer and completes when its effects are durable. Where it meets an open transaction's
    /// record it is undone and run again after that transaction's end.
    /// </summary>
    public async Task<T> WriteAsync<T>(Func<WriterTables, T> apply, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await _writer.RunAsync(apply).ConfigureAwait(false);
            }
            catch (LockedException e)
            {
                await e.Owner.Ended.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Completes at the next commit after this cluster time.</summary>
    public async Task WaitForChangeAsync(long seen, CancellationToken cancellationToken)
    {
        while (true)
        {
            TaskCompletionSource changed = Volatile.Read(ref _changed);
            if (_published.Time > seen) return;
            await changed.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private void Publish(Catalog catalog, long oplogBytes)
    {
        _published = new Published(catalog, Clock.Last);
        if (oplogBytes == 0) return;

        TaskCompletionSource changed = Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        changed.TrySetResult();
        if (_trimmer.Add(oplogBytes)) _ = _writer.RunAsync(_trimmer.Trim);
    }

    public ValueTask DisposeAsync()
    {
        _writer.Dispose();
        _readers.Dispose();
        return ValueTask.CompletedTask;
    }

    private sealed record Published(Catalog Catalog, long Time);
}
