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

    /// <summary>The key of a document; two arrays side by side have none: BadValue.</summary>
    public byte[] Of(ReadOnlySpan<byte> document)
    {
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
