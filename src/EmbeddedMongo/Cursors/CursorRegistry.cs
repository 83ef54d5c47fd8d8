using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Scim.EmbeddedMongo.Cursors;

/// <summary>The open cursors of all clients.</summary>
internal sealed class CursorRegistry(TimeProvider time) : IDisposable
{
    private static readonly TimeSpan IdleLimit = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<long, ServerCursor> _cursors = new();

    public int Count => _cursors.Count;

    /// <summary>A random positive id above the range of ordinary numbers, as the server's are.</summary>
    public static long NewId()
    {
        Span<byte> bytes = stackalloc byte[8];
        RandomNumberGenerator.Fill(bytes);
        return (BitConverter.ToInt64(bytes) & long.MaxValue) | (1L << 40);
    }

    public void Add(ServerCursor cursor)
    {
        cursor.LastUse = time.GetTimestamp();
        _cursors[cursor.Id] = cursor;
    }

    public ServerCursor? Find(long id)
    {
        ServerCursor? cursor = _cursors.GetValueOrDefault(id);
        if (cursor is not null) cursor.LastUse = time.GetTimestamp();
        return cursor;
    }

    /// <summary>
    /// Forgets and disposes the cursor; one that is being read is disposed by its reader, and one of a transaction with the
    /// transaction, whose other commands may be using the same snapshot now.
    /// </summary>
    public bool Remove(long id)
    {
        if (!_cursors.TryRemove(id, out ServerCursor? cursor)) return false;
        if (cursor.TransactionNumber is null && cursor.TryEnter()) cursor.Dispose();
        return true;
    }

    /// <summary>Its reader is done with it, and it is over.</summary>
    public void Discard(ServerCursor cursor)
    {
        _cursors.TryRemove(cursor.Id, out _);
        if (cursor.TryEnter()) cursor.Dispose();
    }

    /// <summary>The cursor's transaction ends.</summary>
    public void Release(ServerCursor cursor)
    {
        _cursors.TryRemove(cursor.Id, out _);
        cursor.Dispose();
    }

    public bool Contains(long id) => _cursors.ContainsKey(id);

    public void RemoveWhere(Func<ServerCursor, bool> condition)
    {
        foreach (ServerCursor cursor in _cursors.Values.Where(condition)) Remove(cursor.Id);
    }

    /// <summary>The queries of a dropped collection; change streams live on and report the drop.</summary>
    public void RemoveOf(string ns) => RemoveWhere(cursor => cursor is QueryCursor { TransactionNumber: null } && (cursor.Namespace == ns || (ns[^1] == '.' && cursor.Namespace.StartsWith(ns, StringComparison.Ordinal))));

    public void RemoveIdle() => RemoveWhere(cursor => !cursor.NoTimeout && time.GetElapsedTime(cursor.LastUse) > IdleLimit);

    public void Dispose() => RemoveWhere(static _ => true);
}
