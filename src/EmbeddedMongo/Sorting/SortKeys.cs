using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Indexes;

namespace Scim.EmbeddedMongo.Sorting;

/// <summary>Encoded sort keys of documents: their memcmp order is the order of the sort.</summary>
internal sealed class SortKeys(IReadOnlyList<IndexComponent> components)
{
    private readonly IndexKeys _keys = new(new IndexDefinition
    {
        Name = "",
        Key = [],
        Components = components,
        Specification = [],
    });

    // a sort by _id alone compares it as a whole, even where a stage has put an array there
    private readonly KeyWriter? _id = components is [{ Path.Text: "_id" }] ? new() : null;

    /// <summary>The key of a document; two arrays side by side have none: BadValue.</summary>
    public byte[] Of(ReadOnlySpan<byte> document)
    {
        if (_id is not null)
        {
            BsonSlice value = BsonSlice.Field(document, "_id"u8);
            _id.Clear();
            _id.Component(value.IsMissing ? new BsonSlice(BsonType.Null, default) : value, components[0].Descending);
            return _id.ToArray();
        }

        try
        {
            return _keys.Extract(document).Keys[0];
        }
        catch (CommandException error) when (error.Code == 171)
        {
            throw CommandException.BadValue("cannot sort with keys that are parallel arrays");
        }
    }
}
