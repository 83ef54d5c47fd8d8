using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Scim.Conformance.Tests.Cases;
using Scim.Conformance.Tests.Runs;

namespace Scim.Conformance.Tests.Clients;

/// <summary>Those tests of Entra's gallery validator that go over every mapped attribute.</summary>
internal static class GalleryValidator
{
    // The validator leaves these alone: they are required, decide on life, or refer.
    private static readonly string[] Kept = ["userName", "active", "externalId", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager"];

    private static readonly MappedAttribute[] Optional = [.. MappedAttribute.All().Where(item => item.Resource == "User" && !Kept.Contains(item.Path))];

    [Requirement("clients/entra-gallery/schema-discoverability", "CLIENT", "Schema discoverability: each mapped attribute of users and groups is among the names that the validator makes of /Schemas.")]
    public static async Task EveryMappedAttributeIsInTheSchemas(CaseTenant tenant, CancellationToken cancel)
    {
        JsonNode schemas = (await tenant.Client.GetFromJsonAsync<JsonNode>("Schemas", cancel))!;
        string[] missing = [.. MappedAttribute.All().Where(mapped => !FlattenedSchemas.Of(schemas, mapped.Resource).Contains(mapped.Path)).Select(mapped => $"{mapped.Resource} {mapped.Path}")];
        if (missing.Length > 0) throw new CaseFailure($"/Schemas has no {string.Join(", ", missing)}.");
    }

    [Requirement("clients/entra-gallery/null-update", "CLIENT", "Null update: one PATCH unassigns every optional mapped attribute by \"\", another does it by null, in both dialects, and they are gone.")]
    public static async Task EveryOptionalAttributeIsUnassigned(CaseTenant tenant, CancellationToken cancel)
    {
        JsonNode user = await SendAsync(tenant, HttpMethod.Post, "Users", new JsonObject { ["userName"] = "test@contoso.com", ["active"] = true }, cancel);
        string path = $"Users/{(string)user["id"]!}";
        foreach (JsonNode? nothing in (JsonNode?[])["", null])
        {
            foreach (bool merged in (bool[])[false, true])
            {
                await MustBeAsync(merged, "Value", assigned: true);
                await MustBeAsync(merged, nothing, assigned: false);
                await MustBeAsync(merged, nothing, assigned: false);
            }
        }

        async Task MustBeAsync(bool merged, JsonNode? value, bool assigned)
        {
            await SendAsync(tenant, HttpMethod.Patch, path, Patch(merged, value), cancel);
            JsonNode now = (await tenant.Client.GetFromJsonAsync<JsonNode>(path, cancel))!;
            string[] wrong = [.. Optional.Where(mapped => mapped.Of(now) is null == assigned).Select(mapped => mapped.Path)];
            if (wrong.Length > 0) throw new CaseFailure($"{string.Join(", ", wrong)} after {Patch(merged, value).ToJsonString()}: {now.ToJsonString()}");
        }
    }

    private static JsonObject Patch(bool merged, JsonNode? value)
    {
        var operations = new JsonArray();
        foreach (MappedAttribute mapped in Optional.Where(item => !merged || !item.IsKey))
        {
            operations.Add(new JsonObject { ["op"] = "replace", ["path"] = mapped.Path, ["value"] = value?.DeepClone() });
        }

        if (merged) operations.Add(new JsonObject { ["op"] = "replace", ["value"] = new JsonObject(Optional.Where(item => item.IsKey).Select(item => KeyValuePair.Create(item.Path, value?.DeepClone()))) });
        return new JsonObject { ["schemas"] = new JsonArray("urn:ietf:params:scim:api:messages:2.0:PatchOp"), ["Operations"] = operations };
    }

    private static async Task<JsonNode> SendAsync(CaseTenant tenant, HttpMethod method, string path, JsonObject body, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) };
        using HttpResponseMessage response = await tenant.Client.SendAsync(request, cancel);
        string text = await response.Content.ReadAsStringAsync(cancel);
        return response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created
            ? JsonNode.Parse(text)!
            : throw new CaseFailure($"{method} {path} {body.ToJsonString()} answered {(int)response.StatusCode}: {text}");
    }
}
