namespace Scim.EmbeddedMongo.Storage;

/// <summary>Cluster time: seconds in the upper half, a counter in the lower; it only ever rises.</summary>
internal sealed class ClusterClock(TimeProvider time)
{
    private long _last;

    /// <summary>The newest cluster time that was given out and committed, or seen in the file.</summary>
    public long Last => Interlocked.Read(ref _last);

    public void Load(long last) => Interlocked.Exchange(ref _last, last);

    /// <summary>The next time; called by the writer only.</summary>
    public long Next()
    {
        long now = time.GetUtcNow().ToUnixTimeSeconds() << 32;
        long next = Math.Max(now + 1, _last + 1);
        Interlocked.Exchange(ref _last, next);
        return next;
    }
}
