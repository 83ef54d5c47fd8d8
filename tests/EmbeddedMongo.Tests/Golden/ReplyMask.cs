using MongoDB.Bson;

namespace Scim.EmbeddedMongo.Tests.Golden;

/// <summary>Removes from a reply what no two servers have in common, as the recording did.</summary>
internal sealed class ReplyMask(IReadOnlySet<ObjectId> known, DateTimeOffset now)
{
    private const long LargeId = 1_000_000;
    private const int LargeTime = 1_700_000_000;

    private static readonly string[] Removed =
        ["$clusterTime", "operationTime", "electionId", "opTime", "topologyVersion", "lastCommittedOpTime"];

    public BsonDocument Apply(BsonDocument reply, BsonDocument command, string? reduced)
    {
        if (reduced == "types") return Types(reply);
        if (reduced == "plan" && reply.GetValue("ok", 0).ToDouble() == 1) return Plan(reply);

        var masked = new BsonDocument(reply.Where(element => !Removed.Contains(element.Name)).Select(Element));
        if (command.GetElement(0).Name == "listCollections" && masked.TryGetValue("cursor", out BsonValue cursor))
        {
            cursor["firstBatch"] = new BsonArray(cursor["firstBatch"].AsBsonArray.OrderBy(item => item["name"].AsString, StringComparer.Ordinal));
        }

        return masked;
    }

    private BsonElement Element(BsonElement element) => new(element.Name, (element.Name, element.Value) switch
    {
        ("errmsg", BsonString) => "<text>",
        ("cursor", BsonDocument cursor) => Cursor(cursor),
        ("uuid", BsonBinaryData) => "<uuid>",
        ("lsid", _) => "<lsid>",
        ("postBatchResumeToken", _) => "<resumeToken>",
        ("_data", BsonString) => "<resumeToken>",
        ("cursorsKilled" or "cursorsNotFound" or "cursorsAlive" or "cursorsUnknown", BsonArray ids) =>
            new BsonArray(ids.Select(id => id.IsInt64 && id.AsInt64 > LargeId ? "<cursor>" : id)),
        _ => Value(element.Value),
    });

    private BsonDocument Cursor(BsonDocument cursor) => new(cursor.Select(element =>
        element is { Name: "id", Value: BsonInt64 { Value: not 0 } } ? new BsonElement("id", "<nonzero>") : Element(element)));

    private BsonValue Value(BsonValue value) => value switch
    {
        BsonDocument document => new BsonDocument(document.Select(Element)),
        BsonArray array => new BsonArray(array.Select(Value)),
        BsonObjectId id when !known.Contains(id.Value) => "<oid>",
        BsonTimestamp { Timestamp: > LargeTime } => "<timestamp>",
        BsonDateTime date when Math.Abs(date.MillisecondsSinceEpoch - now.ToUnixTimeMilliseconds()) < TimeSpan.MillisecondsPerDay => "<now>",
        _ => value,
    };

    private static BsonDocument Types(BsonDocument reply) => new(reply
        .Where(element => !Removed.Contains(element.Name))
        .Select(element => new BsonElement(element.Name, element.Value.BsonType switch
        {
            BsonType.Document => "object",
            BsonType.Boolean => "bool",
            BsonType.Int32 => "int",
            BsonType.Int64 => "long",
            BsonType.DateTime => "date",
            var type => char.ToLowerInvariant(type.ToString()[0]) + type.ToString()[1..],
        })));

    private static BsonDocument Plan(BsonDocument reply) => new()
    {
        { "winningPlan", reply.TryGetValue("queryPlanner", out BsonValue planner) ? Stage(planner["winningPlan"].AsBsonDocument) : BsonNull.Value },
        { "ok", reply["ok"] },
    };

    private static BsonDocument Stage(BsonDocument stage) => new(stage
        .Where(element => element.Name is "stage" or "indexName" or "direction" or "isMultiKey" or "limitAmount" or "skipAmount"
            or "inputStage" or "inputStages")
        .Select(element => new BsonElement(element.Name, element.Value switch
        {
            BsonDocument input => Stage(input),
            BsonArray inputs => new BsonArray(inputs.Select(input => Stage(input.AsBsonDocument))),
            var value => value,
        })));
}
