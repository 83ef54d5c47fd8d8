using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;

namespace Scim.EmbeddedMongo.Query;

/// <summary>
/// Which values a dotted path leads to: arrays on the way are traversed (documents in them by name, elements by
/// index), an array at the end gives its elements and then itself, a missing field gives Missing.
/// </summary>
internal static class PathWalk
{
    public static bool Any(ReadOnlySpan<byte> document, FieldPath path, ValuePredicate predicate) =>
        InDocument(document, path, 0, predicate);

    private static bool InDocument(ReadOnlySpan<byte> document, FieldPath path, int at, ValuePredicate predicate)
    {
        int last = path.Length - 1;
        BsonSlice value = BsonSlice.Field(document, path[at]);
        while (at < last && value.Type == BsonType.Document)
        {
            value = BsonSlice.Field(value.Bytes, path[++at]);
        }

        if (value.Type != BsonType.Array) return predicate.Matches(at == last ? value : BsonSlice.Missing);
        if (at < last) return InArray(value.Bytes, path, at + 1, predicate);
        if (predicate.TraversesArrays && InArray(value.Bytes, path, at + 1, predicate)) return true;
        return predicate.Matches(value);
    }

    private static bool InArray(ReadOnlySpan<byte> array, FieldPath path, int next, ValuePredicate predicate)
    {
        var elements = new BsonElements(array);
        while (elements.MoveNext())
        {
            if (next == path.Length)
            {
                if (predicate.Matches(elements.Value)) return true;
                continue;
            }

            // MongoDB takes an empty name at the end for the elements themselves
            if (next == path.Length - 1 && path[next].IsEmpty && predicate.Matches(elements.Value)) return true;
            bool isIndex = elements.Name.SequenceEqual(path[next]);
            if (elements.Type == BsonType.Document && InDocument(elements.Value.Bytes, path, next, predicate)) return true;
            if (isIndex && AtIndex(elements.Value, path, next, predicate)) return true;
        }

        return false;
    }

    private static bool AtIndex(BsonSlice element, FieldPath path, int index, ValuePredicate predicate)
    {
        if (index == path.Length - 1) return predicate.Matches(element);
        return element.Type switch
        {
            BsonType.Document => InDocument(element.Bytes, path, index + 1, predicate),
            BsonType.Array => InArray(element.Bytes, path, index + 1, predicate),
            _ => false,
        };
    }
}
