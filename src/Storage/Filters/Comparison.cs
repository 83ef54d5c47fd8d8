using Google.Protobuf;
using MongoDB.Bson;
using Scim.Protocol.Filters;
using Scim.Protocol.Schema;

namespace Scim.Storage.Filters;

/// <summary>One comparison as a condition on a stored path, by the attribute's type.</summary>
internal static class Comparison
{
    /// <summary>There is a value.</summary>
    public static BsonDocument Exists => new("$exists", true);

    /// <summary>The condition.</summary>
    /// <param name="path">The path of the values.</param>
    /// <param name="compare">The comparison.</param>
    /// <param name="several">Whether the path leads to several values, of which any may fulfil the comparison.</param>
    public static QueryPart Of(string path, BoundCompare compare, bool several)
    {
        if (compare.Operator == FilterOperator.NotEqual && several) return QueryPart.Unknown;

        return compare.Attribute.Type switch
        {
            AttributeType.String or AttributeType.Reference => Text(path, compare),
            AttributeType.Boolean => Exactly(path, compare.Operator, (bool)compare.Operand.Value),
            AttributeType.Integer => Integer(path, compare),
            AttributeType.Decimal => Exactly(path, compare.Operator, Convert.ToDouble(compare.Operand.Value, null)),
            AttributeType.DateTime => DateTime(path, compare.Operator, (DateTimeOffset)compare.Operand.Value),
            AttributeType.Binary => Exactly(path, compare.Operator, new BsonBinaryData(((ByteString)compare.Operand.Value).ToByteArray())),
            _ => QueryPart.Unknown,
        };
    }

    private static QueryPart Text(string path, BoundCompare compare)
    {
        string text = compare.Operand.Text;
        bool pattern = compare.Operator is FilterOperator.Contains or FilterOperator.StartsWith or FilterOperator.EndsWith;
        if (compare.Attribute.CaseExact)
        {
            return pattern ? QueryPart.AtLeast(path, TextPattern.Exact(compare.Operator, text)) : Exactly(path, compare.Operator, text);
        }

        return compare.Operator switch
        {
            FilterOperator.NotEqual => QueryPart.Unknown,
            FilterOperator.Equal or FilterOperator.Contains or FilterOperator.StartsWith or FilterOperator.EndsWith =>
                QueryPart.AtLeast(path, TextPattern.Folded(compare.Operator, text)),
            _ => QueryPart.AtLeast(path, Exists),
        };
    }

    // A whole number and a fraction are compared as doubles by the evaluator, which the database does not do.
    private static QueryPart Integer(string path, BoundCompare compare) => compare.Operand.Value switch
    {
        long whole => Exactly(path, compare.Operator, whole),
        _ when compare.Operator == FilterOperator.NotEqual => QueryPart.Unknown,
        _ => QueryPart.AtLeast(path, Exists),
    };

    // Stored times have milliseconds. A finer operand lies between two of them.
    private static QueryPart DateTime(string path, FilterOperator operation, DateTimeOffset time)
    {
        long milliseconds = time.ToUnixTimeMilliseconds();
        var floor = new BsonDateTime(milliseconds);
        if (DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) == time) return Exactly(path, operation, floor);

        return operation switch
        {
            FilterOperator.Equal => QueryPart.AtLeast(path, Exists),
            FilterOperator.NotEqual => QueryPart.Unknown,
            FilterOperator.GreaterThan or FilterOperator.GreaterOrEqual => QueryPart.Of(path, new BsonDocument("$gt", floor)),
            _ => QueryPart.Of(path, new BsonDocument("$lte", floor)),
        };
    }

    private static QueryPart Exactly(string path, FilterOperator operation, BsonValue value) => operation switch
    {
        FilterOperator.Equal => QueryPart.Of(path, value),
        FilterOperator.NotEqual => QueryPart.Of(path, new BsonDocument("$ne", value)),
        FilterOperator.GreaterThan => QueryPart.Of(path, new BsonDocument("$gt", value)),
        FilterOperator.GreaterOrEqual => QueryPart.Of(path, new BsonDocument("$gte", value)),
        FilterOperator.LessThan => QueryPart.Of(path, new BsonDocument("$lt", value)),
        FilterOperator.LessOrEqual => QueryPart.Of(path, new BsonDocument("$lte", value)),
        _ => QueryPart.Unknown,
    };
}
