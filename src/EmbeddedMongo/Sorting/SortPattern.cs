using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Indexes;
using Scim.EmbeddedMongo.Query;

namespace Scim.EmbeddedMongo.Sorting;

/// <summary>
/// A parsed sort. A document sorts by the first key that it would have in an index of that shape: the smallest element
/// of an array ascending, the largest descending; an empty array is below null, and missing is null.
/// </summary>
internal sealed class SortPattern
{
    private const int MostFields = 32;

    private SortPattern(BsonDocument document)
    {
        Document = document;
        Components = [.. document.Select(Component)];
    }

    public BsonDocument Document { get; }

    public IReadOnlyList<IndexComponent> Components { get; }

    /// <summary>Null where the pattern is empty, or asks for natural order.</summary>
    public static SortPattern? Parse(BsonDocument? sort)
    {
        if (sort is null || sort.ElementCount == 0) return null;
        return sort.ElementCount > MostFields
            ? throw CommandException.BadValue($"too many fields in a sort pattern: {sort.ElementCount}")
            : new SortPattern(sort);
    }

    /// <summary>Makes sort keys; not safe for concurrent use, as it keeps its buffers.</summary>
    public SortKeys Keys() => new(Components);

    private static IndexComponent Component(BsonElement element)
    {
        string name = element.Name;
        if (name.EndsWith('.')) throw CommandException.Location(40353, "FieldPath must not end with a '.'.");
        if (name.Length == 0) throw CommandException.Location(40352, "FieldPath cannot be constructed with empty string");

        var path = new FieldPath(name);
        if (path.Parts.Any(part => part.Length == 0)) throw CommandException.Location(15998, "FieldPath field names may not be empty strings.");
        if (path.Parts.Any(part => part.StartsWith('$'))) throw CommandException.Location(16410, "FieldPath field names may not start with '$'.");
        return new IndexComponent(path, Descending(element));
    }

    private static bool Descending(BsonElement element)
    {
        if (element.Value is BsonDocument) throw CommandException.BadValue("$meta in a sort is not supported");
        if (!element.Value.IsNumeric)
        {
            throw CommandException.Location(15974, $"Illegal key in $sort specification: {element.Name}: {element.Value}");
        }

        return NumberCast.Truncate(element.Value) is { } direction and (1 or -1)
            ? direction < 0
            : throw CommandException.Location(15975, "$sort key ordering must be 1 (for ascending) or -1 (for descending)");
    }
}
