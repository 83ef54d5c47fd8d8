using System.Globalization;
using System.Text.RegularExpressions;
using MongoDB.Bson;

namespace Scim.EmbeddedMongo.Tests.Golden;

/// <summary>Replaces the markers of recorded commands by what this replay has seen.</summary>
internal sealed partial class GoldenMarkers
{
    private readonly List<BsonDocument> _replies = [];

    public void Seen(BsonDocument reply) => _replies.Add(reply);

    public BsonDocument Replace(BsonDocument command) => (BsonDocument)Replace((BsonValue)command);

    private BsonValue Replace(BsonValue value) => value switch
    {
        BsonDocument document => new BsonDocument(document.Select(element => new BsonElement(element.Name, Replace(element.Value)))),
        BsonArray array => new BsonArray(array.Select(Replace)),
        BsonString text when Marker().Match(text.Value) is { Success: true } marker => Replace(marker.Groups[1].Value.Split(':')),
        _ => value,
    };

    private BsonValue Replace(string[] marker) => marker switch
    {
        ["cursor"] => _replies.Select(Cursor).LastOrDefault(id => id != 0),
        ["cursor", var step] => Cursor(_replies[Number(step)]),
        ["token", var step, var change] => Batch(_replies[Number(step)])[Number(change)]["_id"],
        ["repeat", var text, var count] => string.Concat(Enumerable.Repeat(text, Number(count))),
        ["docs", var count] => new BsonArray(Enumerable.Range(0, Number(count)).Select(i => new BsonDocument("_id", i))),
        ["updates", var count] => new BsonArray(Enumerable.Range(0, Number(count)).Select(i => new BsonDocument
        {
            { "q", new BsonDocument("_id", i) },
            { "u", new BsonDocument("$set", new BsonDocument("a", 1)) },
        })),
        ["nest", var levels] => Enumerable.Range(0, Number(levels)).Aggregate((BsonValue)1, (inner, _) => new BsonDocument("a", inner)),
        _ => throw new FormatException($"Unknown marker {string.Join(':', marker)}"),
    };

    private static long Cursor(BsonDocument reply) =>
        reply.TryGetValue("cursor", out BsonValue cursor) && cursor is BsonDocument document ? document.GetValue("id", 0L).ToInt64() : 0;

    private static BsonArray Batch(BsonDocument reply)
    {
        BsonDocument cursor = reply["cursor"].AsBsonDocument;
        return (cursor.Contains("nextBatch") ? cursor["nextBatch"] : cursor["firstBatch"]).AsBsonArray;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex("^<((?:cursor|token|repeat|docs|updates|nest)[^>]*)>$")]
    private static partial Regex Marker();
}
