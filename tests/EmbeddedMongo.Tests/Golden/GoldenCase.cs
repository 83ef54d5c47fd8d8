using System.Text.Json;
using MongoDB.Bson;

namespace Scim.EmbeddedMongo.Tests.Golden;

/// <summary>One recorded case: commands that prepare, then commands with the replies of a real server.</summary>
internal sealed record GoldenCase(string Name, bool IsFresh, IReadOnlyList<BsonDocument> Setup, IReadOnlyList<GoldenStep> Steps)
{
    public static GoldenCase Parse(string line)
    {
        using var json = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 1000 });
        JsonElement root = json.RootElement;
        return new GoldenCase(
            root.GetProperty("name").GetString()!,
            root.TryGetProperty("fresh", out JsonElement fresh) && fresh.GetBoolean(),
            [.. root.GetProperty("setup").EnumerateArray().Select(item => ExtendedJson.Read(item).AsBsonDocument)],
            root.TryGetProperty("steps", out JsonElement steps)
                ? [.. steps.EnumerateArray().Select(GoldenStep.Parse)]
                : [GoldenStep.Parse(root)]);
    }
}
