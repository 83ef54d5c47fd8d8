using MongoDB.Bson;

namespace Scim.EmbeddedMongo.Tests.Golden;

/// <summary>Compares replies: the envelope in any order of fields, documents byte for byte.</summary>
internal static class ReplyComparer
{
    private static readonly string[] Documents = ["firstBatch", "nextBatch", "value", "values", "key", "partialFilterExpression"];

    public static bool AreEqual(BsonValue actual, BsonValue expected)
    {
        if (actual is BsonDocument left && expected is BsonDocument right)
        {
            return left.ElementCount == right.ElementCount && right.All(element =>
                left.TryGetValue(element.Name, out BsonValue value)
                && (Documents.Contains(element.Name) ? AreSame(value, element.Value) : AreEqual(value, element.Value)));
        }

        return actual is BsonArray items && expected is BsonArray others
            ? items.Count == others.Count && items.Zip(others).All(pair => AreEqual(pair.First, pair.Second))
            : AreSame(actual, expected);
    }

    private static bool AreSame(BsonValue actual, BsonValue expected) =>
        new BsonDocument("v", actual).ToBson().AsSpan().SequenceEqual(new BsonDocument("v", expected).ToBson());
}
