using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Indexes;
using Scim.EmbeddedMongo.Query;

namespace Scim.EmbeddedMongo.Planning;

/// <summary>Finds what one index can do for a filter and a sort.</summary>
internal sealed class IndexScanBuilder
{
    private const int MostIntervals = 50_000;

    private readonly IndexCandidate _index;
    private readonly IReadOnlyList<QueryNode> _conditions;
    private readonly ComponentBounds?[] _bounds;
    private readonly HashSet<QueryNode> _covered = [];

    private IndexScanBuilder(IndexCandidate index, IReadOnlyList<QueryNode> conditions)
    {
        _index = index;
        _conditions = conditions;
        _bounds = new ComponentBounds?[Components.Count];
    }

    private IReadOnlyList<IndexComponent> Components => _index.Definition.Components;

    /// <summary>The scan; null where the index helps neither filter nor sort, or would leave documents out.</summary>
    /// <param name="index">The index.</param>
    /// <param name="conditions">The conjuncts of the filter.</param>
    /// <param name="sort">The order that is asked for, if any.</param>
    /// <param name="hinted">Use it in any case, as a hint asks.</param>
    public static IndexScan? Build(
        IndexCandidate index, IReadOnlyList<QueryNode> conditions, IReadOnlyList<IndexComponent>? sort, bool hinted)
    {
        if (index.Definition.Components.Any(component => component.Path.HasIndex) && !hinted) return null;
        if (index.Definition.PartialFilter is { } partial && !PartialImplication.Implies(conditions, partial)) return null;

        var builder = new IndexScanBuilder(index, conditions);
        builder.ReadBounds();
        if (index.Definition.Sparse && !hinted && !builder.RequiresAField()) return null;
        return builder.Scan(sort, hinted);
    }

    private IndexScan? Scan(IReadOnlyList<IndexComponent>? sort, bool hinted)
    {
        (List<KeyInterval> intervals, int used, int score) = Intervals();
        bool? backward = sort is null ? null : Direction(sort);
        if (_bounds[0] is null && backward is null && !hinted) return null;

        _covered.RemoveWhere(condition => !UsedBy(condition, used));
        return new IndexScan(_index, intervals)
        {
            Backward = backward ?? false,
            Sorted = backward is not null,
            FilterCovered = _covered.Count == _conditions.Count,
            Score = score + (backward is null ? 0 : 3),
        };
    }

    private bool UsedBy(QueryNode condition, int used) =>
        Enumerable.Range(0, used).Any(i => PathOf(condition) == Components[i].Path.Text);

    private void ReadBounds()
    {
        bool arrayUsed = false;
        for (int i = 0; i < Components.Count; i++)
        {
            bool isArray = _index.IsMultikeyAt(i);

            // two components with arrays share one: bounds on both would ask one element to meet both
            if (isArray && arrayUsed) continue;
            _bounds[i] = Component(Components[i].Path, isArray);
            arrayUsed |= isArray && _bounds[i] is not null;
        }
    }

    private ComponentBounds? Component(FieldPath path, bool isArray)
    {
        ComponentBounds? all = null;
        QueryNode? chosen = null;
        foreach (QueryNode condition in _conditions)
        {
            if (PathOf(condition) != path.Text || BoundsBuilder.Of(condition, isArray) is not { } bounds) continue;
            if (isArray && all is not null)
            {
                // different elements may meet different conditions: the narrowest one is used
                if (Width(bounds) >= Width(all)) continue;
                _covered.Remove(chosen!);
                all = null;
            }

            all = all is null ? bounds : all.Intersect(bounds);
            chosen = condition;
            if (bounds.IsExact && !(isArray && path.IsDotted)) _covered.Add(condition);
        }

        return all;
    }

    private static int Width(ComponentBounds bounds) =>
        bounds.IsAll ? int.MaxValue : bounds.ArePoints ? bounds.Intervals.Count : 1_000_000;

    /// <summary>The path of a condition that can bound a component; null for the others.</summary>
    private static string? PathOf(QueryNode condition) => condition switch
    {
        PathNode path => path.Path.Text,
        NotNode { Child: PathNode path } => path.Path.Text,
        _ => null,
    };

    /// <summary>The intervals of the whole key, how many components they bound, and how good they are.</summary>
    private (List<KeyInterval> Intervals, int Used, int Score) Intervals()
    {
        var prefixes = new List<byte[]> { System.Array.Empty<byte>() };
        int score = 0;
        int i = 0;
        for (; i < Components.Count && _bounds[i] is { ArePoints: true } points; i++)
        {
            if ((long)prefixes.Count * points.Intervals.Count > MostIntervals) break;
            List<byte[]> values = [.. points.Intervals.Select(point => Directed(point, i).Low)];
            prefixes = [.. prefixes.SelectMany(prefix => values.Select(value => (byte[])[.. prefix, .. value]))];
            score += points.Intervals.Count == 1 ? 10 : 8;
        }

        IEnumerable<KeyInterval> last = [KeyInterval.All];
        int used = i;
        if (i < Components.Count && _bounds[i] is { } range && (long)prefixes.Count * range.Intervals.Count <= MostIntervals)
        {
            last = range.Intervals.Select(interval => Directed(interval, i));
            used++;
            score += range.IsAll ? 1 : range.Intervals.Count > 1 ? 2 : 5;
        }

        if (_index.Definition.Unique) score += Narrow(i);
        KeyInterval[] tails = [.. last];
        List<KeyInterval> intervals = i == Components.Count
            ? [.. prefixes.Select(KeyInterval.Prefix)]
            : [.. prefixes.SelectMany(prefix => tails.Select(tail => tail.Behind(prefix)))];
        intervals.Sort(static (left, right) => KeyInterval.Compare(left.Low, right.Low));
        return (intervals, used, score);
    }

    /// <summary>
    /// Keys of a unique index lead to a document each, which no other index can beat; a range of it with two ends is
    /// taken for narrower than equality on an index whose keys many documents share.
    /// </summary>
    private int Narrow(int points)
    {
        if (points == Components.Count) return 100;
        QueryNode[] bounds = [.. _conditions.Where(condition => condition is PathNode path && path.Path.Text == Components[points].Path.Text)];
        bool above = bounds.Any(bound => bound is PathNode { Predicate: ComparePredicate { Comparison: Comparison.Greater or Comparison.GreaterOrEqual } });
        bool below = bounds.Any(bound => bound is PathNode { Predicate: ComparePredicate { Comparison: Comparison.Less or Comparison.LessOrEqual } });
        return above && below ? 6 : 0;
    }

    private KeyInterval Directed(KeyInterval interval, int component) =>
        Components[component].Descending ? interval.Descending() : interval;

    /// <summary>A sparse index holds every match only where the filter wants one of its fields to be there.</summary>
    private bool RequiresAField()
    {
        byte[] missing = [KeyTags.Of(BsonTypeClass.Null)];
        return _bounds.Any(bounds => bounds is { IsAll: false } && !bounds.Contains(missing))
            || _conditions.Any(condition => condition is PathNode { Predicate: ExistsPredicate } path
                && Components.Any(component => component.Path.Text == path.Path.Text));
    }

    /// <summary>Whether the index gives the order, read backward or not; null where it does not.</summary>
    private bool? Direction(IReadOnlyList<IndexComponent> sort)
    {
        bool? backward = null;
        int wanted = 0;
        for (int i = 0; i < Components.Count && wanted < sort.Count; i++)
        {
            bool isFixed = _bounds[i] is { Intervals.Count: 1, ArePoints: true };
            bool isNext = sort[wanted].Path.Text == Components[i].Path.Text;
            if (isNext && _index.IsMultikeyAt(i) && AnyArrayIsBounded()) return null;
            if (isFixed && !isNext) continue;
            if (!isNext) return Rest(sort, wanted) ? backward : null;
            if (!isFixed)
            {
                bool opposite = Components[i].Descending != sort[wanted].Descending;
                if (backward is { } earlier && earlier != opposite) return null;
                backward = opposite;
            }

            wanted++;
        }

        return Rest(sort, wanted) ? backward ?? false : null;
    }

    /// <summary>Bounds on arrays skip keys, among them perhaps the one that a document sorts by.</summary>
    private bool AnyArrayIsBounded() =>
        Enumerable.Range(0, Components.Count).Any(i => _index.IsMultikeyAt(i) && _bounds[i] is { IsAll: false });

    /// <summary>Whether the remaining keys of the sort are fixed by equality.</summary>
    private bool Rest(IReadOnlyList<IndexComponent> sort, int from)
    {
        for (int i = from; i < sort.Count; i++)
        {
            int component = Components.ToList().FindIndex(item => item.Path.Text == sort[i].Path.Text);
            bool isFixed = component >= 0 && !_index.IsMultikeyAt(component)
                && _bounds[component] is { Intervals.Count: 1, ArePoints: true };
            if (!isFixed) return false;
        }

        return true;
    }
}
