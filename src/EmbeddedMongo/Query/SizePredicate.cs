using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;

namespace Scim.EmbeddedMongo.Query;

/// <summary>An array of so many elements.</summary>
internal sealed class SizePredicate(long size) : ValuePredicate
{
    public override bool TraversesArrays => false;

    public override bool Matches(BsonSlice value)
    {
        if (value.Type != BsonType.Array) return false;

        long count = 0;
        var elements = new BsonElements(value.Bytes);
        while (elements.MoveNext()) count++;
        return count == size;
    }
}
