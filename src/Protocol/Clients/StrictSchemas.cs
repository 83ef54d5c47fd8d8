using System.Text.Json;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Clients;

/// <summary>Whether <c>schemas</c> says what a body has (RFC 7643 section 3, RFC 7644 section 3.1).</summary>
internal static class StrictSchemas
{
    /// <summary>A message of one schema.</summary>
    public static void Check(JsonElement body, string schema, Deviations deviations)
    {
        if (!Given(body).Contains(schema, StringComparer.OrdinalIgnoreCase)) deviations.Note(Tolerance.Schemas, $"schemas does not name {schema}.");
    }

    /// <summary>A resource: its core schema, the extensions that it has values of, and none that there is not.</summary>
    public static void Check(JsonElement body, ScimResourceType type, Deviations deviations)
    {
        string[] given = Given(body);
        var needed = new List<string> { type.Core.Urn };
        needed.AddRange(type.Extensions.Select(extension => extension.Schema.Urn).Where(urn => Has(body, urn)));
        foreach (string urn in needed.Except(given, StringComparer.OrdinalIgnoreCase)) deviations.Note(Tolerance.Schemas, $"schemas does not name {urn}.");
        foreach (string urn in given.Where(urn => !Is(type, urn))) deviations.Note(Tolerance.Schemas, $"schemas names {urn}, which is no schema of a {type.Name}.");
    }

    private static string[] Given(JsonElement body) => body.EnumerateObject().LastOrDefault(member => Named(member, "schemas")).Value is { ValueKind: JsonValueKind.Array } schemas
        ? [.. schemas.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)]
        : [];

    private static bool Has(JsonElement body, string urn) =>
        body.EnumerateObject().Any(member => Named(member, urn) && member.Value.ValueKind != JsonValueKind.Null);

    private static bool Named(JsonProperty member, string name) => member.Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static bool Is(ScimResourceType type, string urn) =>
        urn.Equals(type.Core.Urn, StringComparison.OrdinalIgnoreCase) || type.FindExtension(urn) is not null;
}
