using System.Numerics;

namespace Scim.Provisioning.Load;

/// <summary>
/// Latencies in buckets of at most 3 % of their value, from a microsecond to half an hour, in constant memory; many
/// threads record at a time.
/// </summary>
internal sealed class LatencyHistogram
{
    // 2^SubBits buckets for each power of two.
    private const int SubBits = 5;
    private const int SubCount = 1 << SubBits;

    private readonly long[] _counts = new long[32 * SubCount];
    private long _total;
    private long _max;
    private long _sum;

    public long Count => Interlocked.Read(ref _total);

    public TimeSpan Max => Micros(Interlocked.Read(ref _max));

    public TimeSpan Mean => Count == 0 ? TimeSpan.Zero : Micros(Interlocked.Read(ref _sum) / Count);

    public void Record(TimeSpan latency)
    {
        long micros = Math.Max(0, (long)latency.TotalMicroseconds);
        Interlocked.Increment(ref _counts[Math.Min(Bucket(micros), _counts.Length - 1)]);
        Interlocked.Increment(ref _total);
        Interlocked.Add(ref _sum, micros);
        long seen = Interlocked.Read(ref _max);
        while (micros > seen)
        {
            long before = Interlocked.CompareExchange(ref _max, micros, seen);
            if (before == seen) break;
            seen = before;
        }
    }

    /// <summary>The latency that a share of the requests stayed below or at.</summary>
    /// <param name="share">From 0 to 1.</param>
    public TimeSpan Percentile(double share)
    {
        long wanted = Math.Max(1, (long)Math.Ceiling(share * Count)), seen = 0;
        for (int i = 0; i < _counts.Length; i++)
        {
            seen += Interlocked.Read(ref _counts[i]);
            if (seen >= wanted) return Micros(Math.Min(UpperBound(i), Interlocked.Read(ref _max)));
        }

        return Max;
    }

    /// <summary>Counts by powers of two, for a picture: the upper bound of each and how many fell below it.</summary>
    public IEnumerable<(TimeSpan Upper, long Count)> Octaves()
    {
        for (int octave = 0; octave * SubCount < _counts.Length; octave++)
        {
            long count = 0;
            for (int i = 0; i < SubCount; i++) count += Interlocked.Read(ref _counts[octave * SubCount + i]);
            if (count > 0) yield return (Micros(UpperBound((octave + 1) * SubCount - 1) + 1), count);
        }
    }

    private static int Bucket(long micros)
    {
        if (micros < SubCount) return (int)micros;
        int shift = BitOperations.Log2((ulong)micros) - SubBits;
        return ((shift + 1) << SubBits) + (int)((micros >> shift) - SubCount);
    }

    private static long UpperBound(int bucket)
    {
        if (bucket < SubCount) return bucket;
        int shift = (bucket >> SubBits) - 1;
        return (((long)(bucket & (SubCount - 1)) + SubCount + 1) << shift) - 1;
    }

    private static TimeSpan Micros(long micros) => TimeSpan.FromMicroseconds(micros);
}
