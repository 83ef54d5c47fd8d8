using System.Text.Json;
using MongoDB.Bson;

namespace Scim.EmbeddedMongo.Tests.Golden;

/// <summary>A command and the reply to it.</summary>
internal sealed record GoldenStep(
    BsonDocument Command, BsonDocument Reply, string? Database, string? Session, string? DocumentSequence, string? Reduced)
{
    public static GoldenStep Parse(JsonElement json) => new(
        ExtendedJson.Read(json.GetProperty("command")).AsBsonDocument,
        ExtendedJson.Read(json.GetProperty("reply")).AsBsonDocument,
        Text(json, "db"),
        Text(json, "session"),
        Text(json, "docSequence"),
        Text(json, "reduced"));

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
