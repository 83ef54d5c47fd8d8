using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;

namespace Scim.EmbeddedMongo.Aggregation;

/// <summary>$count: one document with the number, none where there is nothing to count.</summary>
internal sealed class CountStage(string name) : Stage
{
    public override IEnumerable<byte[]> Run(IEnumerable<byte[]> documents)
    {
        long count = documents.LongCount();
        if (count == 0) yield break;

        BsonValue number = count <= int.MaxValue ? new BsonInt32((int)count) : new BsonInt64(count);
        yield return new BsonDocument(name, number).ToBytes();
    }
}
