using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Query;

namespace Scim.EmbeddedMongo.Planning;

/// <summary>Whether a filter lets through only documents that a partial index holds.</summary>
internal static class PartialImplication
{
    /// <param name="conditions">The conjuncts of the filter.</param>
    /// <param name="partial">The index's partialFilterExpression.</param>
    public static bool Implies(IReadOnlyList<QueryNode> conditions, QueryNode partial) => partial switch
    {
        AndNode and => and.Children.All(child => Implies(conditions, child)),
        PathNode wanted => conditions.OfType<PathNode>().Any(given => given.Path.Text == wanted.Path.Text && Implies(given.Predicate, wanted.Predicate)),
        _ => false,
    };

    private static bool Implies(ValuePredicate given, ValuePredicate wanted) => wanted switch
    {
        ExistsPredicate => given is ExistsPredicate or RegexPredicate or TypePredicate || Values(given).All(Exists),
        ComparePredicate compare => Compared(given, compare),
        TypePredicate type => (given is TypePredicate narrower && narrower.Types.All(type.Types.Contains))
            || (given is ComparePredicate { Comparison: Comparison.Equal } equal && type.Types.Contains(equal.Value.BsonType)
                && equal.Value.BsonType is BsonType.String or BsonType.Boolean
                    or BsonType.ObjectId or BsonType.DateTime),
        _ => false,
    };

    private static bool Exists(ComparePredicate given) => !given.Value.IsBsonNull
        && given.Value.BsonType is not (BsonType.MinKey or BsonType.MaxKey);

    /// <summary>The comparisons that a predicate consists of, one of which holds; one that implies nothing where there are others.</summary>
    private static IEnumerable<ComparePredicate> Values(ValuePredicate given) => given switch
    {
        ComparePredicate compare => [compare],
        InPredicate { Regexes.Count: 0, Values.Count: > 0 } list =>
            list.Values.Select(value => new ComparePredicate(Comparison.Equal, value)),
        _ => [new ComparePredicate(Comparison.Equal, BsonNull.Value)],
    };

    private static bool Compared(ValuePredicate given, ComparePredicate wanted)
    {
        if (given is not (ComparePredicate or InPredicate { Regexes.Count: 0, Values.Count: > 0 })) return false;
        return Values(given).All(value => Compared(value, wanted));
    }

    private static bool Compared(ComparePredicate given, ComparePredicate wanted)
    {
        // an array is compared by its elements and as a whole: only scalars imply one another
        if (!IsScalar(given.Value) || !IsScalar(wanted.Value)) return false;
        if (given.Comparison == Comparison.Equal)
        {
            return wanted.Matches(BsonMaterializer.FirstValue(BsonMaterializer.Wrap(given.Value)));
        }

        if (given.Value.BsonType.Class() != wanted.Value.BsonType.Class() || wanted.Comparison == Comparison.Equal) return false;

        bool givenAbove = given.Comparison is Comparison.Greater or Comparison.GreaterOrEqual;
        bool wantedAbove = wanted.Comparison is Comparison.Greater or Comparison.GreaterOrEqual;
        int order = BsonOrder.Compare(given.Value, wanted.Value) * (givenAbove ? 1 : -1);
        return givenAbove == wantedAbove && (order > 0 || (order == 0 && (wanted.AcceptsEqual || !given.AcceptsEqual)));
    }

    private static bool IsScalar(BsonValue value) => !ComparePredicate.IsNaN(value) && value.BsonType.Class()
        is BsonTypeClass.Number or BsonTypeClass.String or BsonTypeClass.Boolean or BsonTypeClass.ObjectId
        or BsonTypeClass.DateTime or BsonTypeClass.Timestamp or BsonTypeClass.Binary;
}
