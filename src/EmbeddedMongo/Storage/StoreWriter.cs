using Microsoft.Extensions.Logging;

namespace Scim.EmbeddedMongo.Storage;

/// <summary>
/// The one writer. Its thread takes all jobs that wait, applies each under a savepoint in one SQLite transaction,
/// commits them with one fsync, and only then completes them: what is acknowledged is durable.
/// </summary>
internal sealed partial class StoreWriter : IDisposable
{
    private const int MaxBatch = 1000;

    private readonly StoreConnection _connection;
    private readonly WriterTables _tables;
    private readonly WriteLocks _locks;
    private readonly Action<Catalog, long> _publish;
    private readonly ILogger _logger;
    private readonly object _gate = new();
    private readonly Thread _thread;
    private Queue<WriteJob> _waiting = new();
    private Catalog _catalog;
    private WriteJob? _current;
    private bool _stopping;

    public StoreWriter(StoreConnection connection, WriterTables tables, WriteLocks locks, Catalog catalog, Action<Catalog, long> publish, ILogger logger)
    {
        (_connection, _tables, _locks, _catalog, _publish, _logger) = (connection, tables, locks, catalog, publish, logger);
        _thread = new Thread(Run) { IsBackground = true, Name = "EmbeddedMongo writer" };
        _thread.Start();
    }

    public Task<T> RunAsync<T>(Func<WriterTables, T> apply)
    {
        var job = new FunctionJob<T>(apply);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_stopping, this);
            _waiting.Enqueue(job);
            if (_waiting.Count == 1) Monitor.Pulse(_gate);
        }

        return job.Task;
    }

    private void Run()
    {
        var spare = new Queue<WriteJob>();
        while (true)
        {
            Queue<WriteJob> batch;
            lock (_gate)
            {
                while (_waiting.Count == 0)
                {
                    if (_stopping) return;
                    Monitor.Wait(_gate);
                }

                batch = _waiting;
                _waiting = spare;
            }

            while (batch.Count > 0) Commit(batch);
            spare = batch;
        }
    }

    private void Commit(Queue<WriteJob> waiting)
    {
        var applied = new List<WriteJob>(Math.Min(waiting.Count, MaxBatch));
        var failed = new List<(WriteJob Job, Exception Reason)>();
        var afterCommit = new List<Action>();
        long before = _catalog.Version, oplogBytes = 0;
        Catalog committed = _catalog;
        try
        {
            _connection.Prepare("BEGIN IMMEDIATE").Run();
            while (waiting.Count > 0 && applied.Count < MaxBatch && oplogBytes < 64 << 20)
            {
                WriteJob job = _current = waiting.Dequeue();
                Exception? reason = Apply(job);
                _current = null;
                if (reason is not null)
                {
                    failed.Add((job, reason));
                    continue;
                }

                applied.Add(job);
                afterCommit.AddRange(_tables.TakeAfterCommit());
                oplogBytes += _tables.OplogBytes;
            }

            if (_catalog.Version != before) _tables.SaveCatalogVersion();
            _connection.Prepare("COMMIT").Run();
        }
        catch (StorageException e)
        {
            Abandon(applied, committed, e);
            applied.Clear();
            afterCommit.Clear();
        }

        foreach (Action action in afterCommit) action();
        _publish(_catalog, oplogBytes);
        _locks.Prune();
        foreach (WriteJob job in applied) job.Complete();
        foreach ((WriteJob job, Exception reason) in failed) job.Fail(reason);
    }

    /// <summary>Null, or why the job's effects were undone.</summary>
    private Exception? Apply(WriteJob job)
    {
        _connection.Prepare("SAVEPOINT job").Run();
        try
        {
            _tables.Begin(_catalog);
            job.Apply(_tables);
            _catalog = _tables.Catalog;
            _connection.Prepare("RELEASE job").Run();
            return null;
        }
        catch (Exception e) when (_connection.InTransaction || e is not StorageException)
        {
            if (!_connection.InTransaction) throw new StorageException(0, $"SQLite gave the batch up: {e.Message}");
            _connection.Prepare("ROLLBACK TO job").Run();
            _connection.Prepare("RELEASE job").Run();
            return e;
        }
    }

    /// <summary>The batch could not be committed: nothing of it happened, and everyone in it is told so.</summary>
    private void Abandon(List<WriteJob> applied, Catalog committed, StorageException reason)
    {
        LogAbandoned(_logger, applied.Count, reason);
        if (_connection.InTransaction) _connection.Execute("ROLLBACK");
        _catalog = committed;
        _current?.Fail(reason);
        _current = null;
        foreach (WriteJob job in applied) job.Fail(reason);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _stopping = true;
            Monitor.PulseAll(_gate);
        }

        _thread.Join();
        _connection.Dispose();
    }

    [LoggerMessage(2101, LogLevel.Error, "A batch of {Jobs} writes could not be committed")]
    private static partial void LogAbandoned(ILogger logger, int jobs, Exception exception);
}
