using System.Collections.Concurrent;
using Scim.EmbeddedMongo.Storage;

namespace Scim.EmbeddedMongo.Sessions;

/// <summary>The sessions that clients have used in the last half hour.</summary>
internal sealed class SessionRegistry(Store store, TimeProvider time) : IDisposable
{
    public const int TimeoutMinutes = 30;

    private readonly ConcurrentDictionary<Guid, LogicalSession> _sessions = new();

    public int Count => _sessions.Count;

    public LogicalSession Get(Guid id)
    {
        LogicalSession session = _sessions.GetOrAdd(id, static key => new LogicalSession(key));
        session.LastUse = Now();
        return session;
    }

    public LogicalSession? Find(Guid id) => _sessions.GetValueOrDefault(id);

    public long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>The session is over: its transaction is aborted. What its writes came to stays in the file until it is old.</summary>
    public async Task EndAsync(Guid id, CancellationToken cancellationToken)
    {
        if (!_sessions.TryRemove(id, out LogicalSession? session)) return;
        await AbortAsync(session, static _ => true, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Aborts the transactions that the connection used last.</summary>
    public async Task AbortOfAsync(int connection)
    {
        foreach (LogicalSession session in _sessions.Values.Where(session => session.Connection == connection && session.Transaction is not null))
        {
            await AbortAsync(session, open => open.Connection == connection, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Aborts transactions that have lived too long and forgets idle sessions, here and in the file.</summary>
    public async Task SweepAsync(TimeSpan transactionLifetime, CancellationToken cancellationToken)
    {
        long expired = Now() - (long)transactionLifetime.TotalMilliseconds, idle = Now() - TimeoutMinutes * 60_000;
        foreach (LogicalSession session in _sessions.Values)
        {
            if (session.Transaction?.StartedAt < expired)
            {
                await AbortAsync(session, open => open.Transaction?.StartedAt < expired, cancellationToken).ConfigureAwait(false);
            }

            if (session.LastUse < idle && session.Transaction is null) _sessions.TryRemove(session.Id, out _);
        }
    }

    /// <summary>Deletes stored outcomes that no client can ask for any more.</summary>
    public Task<bool> PurgeAsync(CancellationToken cancellationToken)
    {
        long idle = Now() - TimeoutMinutes * 60_000;
        return store.WriteAsync(
            tables =>
            {
                tables.Prepare("DELETE FROM outcomes WHERE at<?1").Bind(1, idle).Run();
                return true;
            },
            cancellationToken);
    }

    private async Task AbortAsync(LogicalSession session, Func<LogicalSession, bool> still, CancellationToken cancellationToken)
    {
        await session.Gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (still(session)) session.Abort(store.Locks);
        }
        finally
        {
            session.Gate.Release();
        }
    }

    public void Dispose()
    {
        foreach (LogicalSession session in _sessions.Values) session.Abort(store.Locks);
        _sessions.Clear();
    }
}
