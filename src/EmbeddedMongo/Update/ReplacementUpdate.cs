using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Query;

namespace Scim.EmbeddedMongo.Update;

/// <summary>A whole new document; its _id, where it has one, is equal to the old one, though perhaps of another numeric type.</summary>
internal sealed class ReplacementUpdate(BsonDocument replacement) : UpdateExpression
{
    public override bool IsReplacement => true;

    public override UpdateResult Apply(ReadOnlySpan<byte> document, UpdateMoment moment)
    {
        BsonSlice id = BsonSlice.Field(document, "_id"u8);
        BsonDocument result = WithId(id.IsMissing ? null : id.ToBsonValue(), moment);
        return new UpdateResult(result, !document.SequenceEqual(result.ToBytes()), null);
    }

    public override BsonDocument Insert(QueryNode filter, UpdateMoment moment)
    {
        BsonValue? id = UpsertDocument.From(filter, onlyId: true).GetValue("_id", null);
        return UpsertDocument.Checked(WithId(id, moment));
    }

    private BsonDocument WithId(BsonValue? id, UpdateMoment moment)
    {
        if (id is not null && replacement.TryGetValue("_id", out BsonValue given) && !BsonOrder.Equal(given, id))
        {
            throw CommandException.ImmutableField(
                "After applying the update, the (immutable) field '_id' was found to have been altered");
        }

        id = replacement.GetValue("_id", id);
        var result = new BsonDocument();
        if (id is not null) result.Add("_id", id);
        foreach (BsonElement element in replacement)
        {
            if (element.Name == "_id") continue;
            bool empty = element.Value is BsonTimestamp { Value: 0 };
            result.Add(element.Name, empty ? moment.Timestamp : element.Value);
        }

        return result;
    }
}
