using System.Text;
using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Indexes;
using Scim.EmbeddedMongo.Query;

namespace Scim.EmbeddedMongo.Planning;

/// <summary>From conditions on a path to the bounds of an index component on that path.</summary>
internal static class BoundsBuilder
{
    private static readonly KeyInterval Null = KeyInterval.Point([KeyTags.Of(BsonTypeClass.Null)]);
    private static readonly KeyInterval Undefined = KeyInterval.Point([KeyTags.Of(BsonTypeClass.Undefined)]);

    /// <summary>The bounds of a condition; null where an index does not help.</summary>
    /// <param name="node">A condition on the component's path: a predicate or the negation of one.</param>
    /// <param name="isMultikey">Whether arrays gave values of the component.</param>
    public static ComponentBounds? Of(QueryNode node, bool isMultikey) => node switch
    {
        PathNode path => Of(path.Predicate, isMultikey),
        NotNode { Child: PathNode { Predicate: ExistsPredicate } } => ComponentBounds.Union([Undefined, Null], isExact: false),
        NotNode { Child: PathNode { Predicate: ComparePredicate or InPredicate } child } => Complement(child.Predicate, isMultikey),
        _ => null,
    };

    private static ComponentBounds? Complement(ValuePredicate predicate, bool isMultikey) =>
        Of(predicate, isMultikey) is { IsExact: true } bounds
            ? ComponentBounds.Union(bounds.Complement().Intervals, isExact: !isMultikey)
            : null;

    private static ComponentBounds? Of(ValuePredicate predicate, bool isMultikey) => predicate switch
    {
        ComparePredicate { Comparison: Comparison.Equal } compare => Equal(compare.Value, isMultikey),
        ComparePredicate compare => Range(compare, isMultikey),
        InPredicate list => In(list, isMultikey),
        RegexPredicate regex => ComponentBounds.Union(Regex(regex), regex.PrefixIsWhole),
        TypePredicate type => Types(type.Types),
        ModPredicate or BitsPredicate => ComponentBounds.Of(Class(BsonTypeClass.Number), isExact: false),
        ElemMatchPredicate { OnFields: false } element => Element(element.Condition),
        ExistsPredicate => ComponentBounds.All,
        _ => null,
    };

    private static ComponentBounds? Equal(BsonValue value, bool isMultikey)
    {
        if (value is BsonArray array) return Array(array) is { } points ? ComponentBounds.Union(points, isExact: false) : null;
        return value.IsBsonNull
            ? ComponentBounds.Union([Undefined, Null], isExact: !isMultikey)
            : ComponentBounds.Of(Point(value), isExact: true);
    }

    /// <summary>An array is indexed by its elements, and as a whole where it is an element itself.</summary>
    private static KeyInterval[]? Array(BsonArray array)
    {
        if (array.Count == 0) return [Undefined, Point(array)];
        return array[0] is BsonArray ? null : [Point(array[0]), Point(array)];
    }

    private static ComponentBounds? In(InPredicate list, bool isMultikey)
    {
        var intervals = new List<KeyInterval>();
        bool exact = true;
        foreach (BsonValue value in list.Values)
        {
            if (Equal(value, isMultikey) is not { } bounds) return null;
            intervals.AddRange(bounds.Intervals);
            exact &= bounds.IsExact;
        }

        foreach (RegexPredicate regex in list.Regexes)
        {
            intervals.AddRange(Regex(regex));
            exact &= regex.PrefixIsWhole;
        }

        return ComponentBounds.Union(intervals, exact);
    }

    private static KeyInterval[] Regex(RegexPredicate regex)
    {
        byte[] prefix = [KeyTags.Of(BsonTypeClass.String), .. Text(regex.Prefix)];
        return [KeyInterval.Prefix(prefix), Class(BsonTypeClass.RegularExpression)];
    }

    private static byte[] Text(string text)
    {
        var writer = new KeyWriter();
        writer.Text(Encoding.UTF8.GetBytes(text));
        return writer.ToArray();
    }

    private static ComponentBounds? Range(ComparePredicate compare, bool isMultikey)
    {
        BsonTypeClass type = compare.Value.BsonType.Class();
        bool below = compare.Comparison is Comparison.Less or Comparison.LessOrEqual;
        switch (type)
        {
            case BsonTypeClass.Null:
                return compare.AcceptsEqual ? Equal(compare.Value, isMultikey) : ComponentBounds.Nothing;
            case BsonTypeClass.MinKey or BsonTypeClass.MaxKey:
                if (below == (type == BsonTypeClass.MaxKey)) return ComponentBounds.All;
                return compare.AcceptsEqual ? Equal(compare.Value, isMultikey) : ComponentBounds.Nothing;
            case BsonTypeClass.Array:
                return null;
        }

        KeyInterval point = Point(compare.Value);
        if (ComparePredicate.IsNaN(compare.Value))
        {
            return compare.AcceptsEqual ? ComponentBounds.Of(point, isExact: true) : ComponentBounds.Nothing;
        }

        // NaN is the lowest number, yet neither below nor above one
        KeyInterval all = type == BsonTypeClass.Number ? Class(type) with { Low = [KeyTags.NegativeInfinity] } : Class(type);
        KeyInterval interval = below
            ? all with { High = compare.AcceptsEqual ? point.High : point.Low }
            : all with { Low = compare.AcceptsEqual ? point.Low : point.High };
        return ComponentBounds.Of(interval, isExact: true);
    }

    private static ComponentBounds? Types(IReadOnlySet<BsonType> types) =>
        types.Contains(BsonType.Array)
            ? null
            : ComponentBounds.Union(types.Select(type => Class(type.Class())), isExact: false);

    /// <summary>All conditions hold for the same element: they may be intersected even where there are arrays.</summary>
    private static ComponentBounds? Element(QueryNode condition)
    {
        QueryNode[] conditions = condition is AndNode and ? [.. and.Children] : [condition];
        ComponentBounds? all = null;
        foreach (QueryNode node in conditions)
        {
            if (node is not PathNode path || Of(path.Predicate, isMultikey: true) is not { } bounds) continue;
            all = all is null ? bounds : all.Intersect(bounds);
        }

        return all is null ? null : ComponentBounds.Union(all.Intervals, isExact: false);
    }

    private static KeyInterval Class(BsonTypeClass type) =>
        new([KeyTags.Of(type)], KeyInterval.Successor([KeyTags.Last(type)]));

    private static KeyInterval Point(BsonValue value)
    {
        var writer = new KeyWriter();
        writer.Value(BsonMaterializer.FirstValue(BsonMaterializer.Wrap(value)));
        return KeyInterval.Point(writer.ToArray());
    }
}
