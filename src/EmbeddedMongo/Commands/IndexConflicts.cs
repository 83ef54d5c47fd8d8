using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Indexes;
using Scim.EmbeddedMongo.Storage;

namespace Scim.EmbeddedMongo.Commands;

/// <summary>Whether an index is there already, or stands in the way of a new one.</summary>
internal static class IndexConflicts
{
    public static bool Exists(CollectionInfo collection, IndexDefinition wanted)
    {
        foreach (IndexInfo existing in collection.Indexes)
        {
            IndexDefinition other = existing.Definition;
            bool sameKey = SameKey(other.Key, wanted.Key);
            bool sameFilter = Same(other.PartialFilterExpression, wanted.PartialFilterExpression);
            bool sameOptions = Same(Options(other), Options(wanted));
            if (other.Name == wanted.Name)
            {
                if (sameKey && (sameOptions || wanted.IsId)) return true;
                throw new CommandException(86, "IndexKeySpecsConflict", $"An existing index has the same name as the requested index. When index names are not specified, they are auto generated and can cause conflicts. Please refer to our documentation. Requested index: {wanted.Specification}, existing index: {other.Specification}");
            }

            if (sameKey && sameFilter && other.Unique == wanted.Unique && other.Sparse == wanted.Sparse)
            {
                throw new CommandException(85, "IndexOptionsConflict", $"Index already exists with a different name: {other.Name}");
            }
        }

        return false;
    }

    // By their bytes: values of the library compare as numbers, which not all of them can become.
    private static bool Same(BsonDocument? left, BsonDocument? right) =>
        left is null || right is null ? left is null && right is null : left.ToBytes().AsSpan().SequenceEqual(right.ToBytes());

    private static bool SameKey(BsonDocument left, BsonDocument right) =>
        left.ElementCount == right.ElementCount && left.Zip(right).All(pair => pair.First.Name == pair.Second.Name && BsonOrder.Equal(pair.First.Value, pair.Second.Value));

    private static BsonDocument Options(IndexDefinition definition)
    {
        var options = new BsonDocument(definition.Specification);
        foreach (string name in (string[])["v", "key", "name", "background", "hidden"]) options.Remove(name);
        return new BsonDocument(options.OrderBy(element => element.Name, StringComparer.Ordinal));
    }
}
