using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Indexes;
using Scim.EmbeddedMongo.Query;

namespace Scim.EmbeddedMongo.Cursors;

/// <summary>
/// A sort specification. A document sorts by the first key that it would have in an index of that shape: that is
/// MongoDB's rule for arrays, too (the smallest element ascending, the largest descending).
/// </summary>
internal sealed class SortOrder
{
    private SortOrder(IReadOnlyList<IndexComponent> components) => Components = components;

    public IReadOnlyList<IndexComponent> Components { get; }

    /// <summary>Null where the specification is empty.</summary>
    public static SortOrder? Parse(BsonDocument? sort)
    {
        if (sort is null || sort.ElementCount == 0) return null;
        if (sort.ElementCount > 32) throw CommandException.BadValue("sort has more than 32 keys");
        return new SortOrder([.. sort.Select(Component)]);
    }

    public static byte[] Key(IndexKeys extractor, ReadOnlySpan<byte> document)
    {
        try
        {
            return extractor.Extract(document).Keys[0];
        }
        catch (CommandException e) when (e.Code == 171)
        {
            throw CommandException.BadValue("cannot sort with keys that are parallel arrays");
        }
    }

    public IndexKeys Extractor() => new(new IndexDefinition
    {
        Name = "$sort",
        Key = [],
        Components = Components,
        Specification = [],
    });

    private static IndexComponent Component(BsonElement element)
    {
        if (element.Name.Length == 0 || element.Name.Split('.').Contains("")) throw CommandException.Location(40352, "FieldPath field names may not be empty strings.");
        if (element.Name.StartsWith('$')) throw CommandException.Location(16410, "FieldPath field names may not start with '$'.");
        if (element.Value is BsonDocument) throw CommandException.BadValue("$meta sort is not supported");
        if (!element.Value.IsNumeric) throw CommandException.Location(15974, $"Illegal key in $sort specification: {element.Name}: {element.Value}");
        double direction = element.Value.ToDouble();
        return direction is 1 or -1
            ? new IndexComponent(new FieldPath(element.Name), direction < 0)
            : throw CommandException.Location(15975, "$sort key ordering must be 1 (for ascending) or -1 (for descending)");
    }
}
