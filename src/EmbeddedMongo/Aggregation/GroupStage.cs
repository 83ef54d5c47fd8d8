using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;

namespace Scim.EmbeddedMongo.Aggregation;

/// <summary>$group: equal keys of different number types are one group, under the first one's type.</summary>
internal sealed class GroupStage(
    Func<BsonDocument, BsonValue?> key, IReadOnlyList<GroupField> fields) : Stage
{
    /// <summary>Whether nothing that a document holds makes a difference.</summary>
    public bool CountsOnly { get; init; }

    public override IEnumerable<byte[]> Run(IEnumerable<byte[]> documents)
    {
        var groups = new Dictionary<BsonValue, Accumulator[]>(BsonOrder.Instance);
        foreach (byte[] bytes in documents)
        {
            BsonDocument document = BsonMaterializer.Document(bytes);
            BsonValue id = key(document) ?? BsonNull.Value;
            if (!groups.TryGetValue(id, out Accumulator[]? accumulators))
            {
                groups.Add(id, accumulators = [.. fields.Select(field => field.Create())]);
            }

            for (int i = 0; i < accumulators.Length; i++) accumulators[i].Add(fields[i].Value(document));
        }

        return groups.Select(group => Result(group.Key, group.Value).ToBytes());
    }

    private BsonDocument Result(BsonValue id, Accumulator[] accumulators)
    {
        var result = new BsonDocument("_id", id);
        for (int i = 0; i < accumulators.Length; i++) result.Add(fields[i].Name, accumulators[i].Result());
        return result;
    }
}
