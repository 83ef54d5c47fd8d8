namespace Scim.EmbeddedMongo.Planning;

/// <summary>
/// The ascending, disjoint intervals of one component that hold every match of a condition. Exact says that they hold
/// nothing else, so that the condition need not be tested again.
/// </summary>
internal sealed class ComponentBounds
{
    private ComponentBounds(IReadOnlyList<KeyInterval> intervals, bool isExact)
    {
        Intervals = intervals;
        IsExact = isExact;
    }

    /// <summary>No bounds at all.</summary>
    public static ComponentBounds All { get; } = new([KeyInterval.All], false);

    public static ComponentBounds Nothing { get; } = new([], true);

    public IReadOnlyList<KeyInterval> Intervals { get; }

    public bool IsExact { get; }

    public bool IsAll => Intervals.Count == 1 && Intervals[0] == KeyInterval.All;

    public bool ArePoints => Intervals.All(interval => interval.IsPoint);

    public static ComponentBounds Of(KeyInterval interval, bool isExact) => Union([interval], isExact);

    /// <summary>Sorts, joins what touches and drops what is empty.</summary>
    public static ComponentBounds Union(IEnumerable<KeyInterval> intervals, bool isExact)
    {
        var joined = new List<KeyInterval>();
        foreach (KeyInterval next in intervals.Where(interval => !interval.IsEmpty).Order(LowOrder))
        {
            if (joined.Count > 0 && KeyInterval.Compare(joined[^1].High, next.Low) > 0)
            {
                if (KeyInterval.Compare(joined[^1].High, next.High) < 0) joined[^1] = new KeyInterval(joined[^1].Low, next.High);
                continue;
            }

            joined.Add(next);
        }

        return new ComponentBounds(joined, isExact);
    }

    public ComponentBounds Intersect(ComponentBounds other)
    {
        var common = new List<KeyInterval>();
        int i = 0;
        int j = 0;
        while (i < Intervals.Count && j < other.Intervals.Count)
        {
            KeyInterval a = Intervals[i];
            KeyInterval b = other.Intervals[j];
            var overlap = new KeyInterval(
                KeyInterval.Compare(a.Low, b.Low) >= 0 ? a.Low : b.Low,
                KeyInterval.Compare(a.High, b.High) <= 0 ? a.High : b.High);
            if (!overlap.IsEmpty) common.Add(a.IsPoint ? a : b.IsPoint ? b : overlap);
            if (KeyInterval.Compare(a.High, b.High) <= 0) i++;
            else j++;
        }

        return new ComponentBounds(common, IsExact && other.IsExact);
    }

    /// <summary>Everything else; only exact bounds have a complement.</summary>
    public ComponentBounds Complement()
    {
        if (!IsExact) return All;

        var rest = new List<KeyInterval>();
        byte[] low = KeyInterval.All.Low;
        foreach (KeyInterval interval in Intervals)
        {
            rest.Add(new KeyInterval(low, interval.Low));
            low = interval.High;
        }

        rest.Add(new KeyInterval(low, KeyInterval.All.High));
        return Union(rest, isExact: true);
    }

    /// <summary>Whether a value lies in the bounds.</summary>
    public bool Contains(ReadOnlySpan<byte> value)
    {
        foreach (KeyInterval interval in Intervals)
        {
            if (interval.Contains(value)) return true;
        }

        return false;
    }

    private static readonly Comparer<KeyInterval> LowOrder = Comparer<KeyInterval>.Create(
        static (left, right) => KeyInterval.Compare(left.Low, right.Low));
}
