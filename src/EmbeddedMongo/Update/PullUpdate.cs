using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Query;

namespace Scim.EmbeddedMongo.Update;

/// <summary>$pull and $pullAll: the elements that match go.</summary>
internal sealed class PullUpdate(FieldPath path, Predicate<BsonValue> goes) : FieldUpdate(path)
{
    private static readonly FieldPath Element = new("");

    /// <summary>A document is a filter on elements that are documents, or operators on the element; else equality.</summary>
    public static PullUpdate Matching(FieldPath path, BsonValue condition)
    {
        switch (condition)
        {
            case BsonDocument document when QueryParser.IsOperators(document) && !StartsTopLevel(document):
                QueryNode operators = QueryParser.Operators(Element, document);
                return new PullUpdate(path, element => operators.Matches(BsonMaterializer.Wrap(element)));
            case BsonDocument document:
                QueryNode filter = QueryParser.Parse(document);
                return new PullUpdate(path, element => element is BsonDocument inside && filter.Matches(inside));
            case BsonRegularExpression regex:
                var pattern = new RegexPredicate(regex.Pattern, regex.Options);
                return new PullUpdate(path, element => pattern.Matches(BsonMaterializer.FirstValue(BsonMaterializer.Wrap(element))));
            default:
                return new PullUpdate(path, element => BsonOrder.Equal(element, condition));
        }
    }

    public static PullUpdate AnyOf(FieldPath path, BsonArray values)
    {
        var set = new HashSet<BsonValue>(values, BsonOrder.Instance);
        return new PullUpdate(path, set.Contains);
    }

    public override void Apply(DocumentEditor editor, UpdateMoment moment)
    {
        BsonArray? array = FindArray(editor, strict: false, CommandException.BadValue);
        if (array is null) return;

        var kept = new BsonArray(array.Where(element => !goes(element)));
        if (kept.Count != array.Count) editor.Set(Path, kept);
    }

    private static bool StartsTopLevel(BsonDocument condition) =>
        condition.GetElement(0).Name is "$and" or "$or" or "$nor" or "$not" or "$expr" or "$where" or "$comment" or "$text";
}
