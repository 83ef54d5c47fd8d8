using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Scim.Conformance.Tests.Cases;
using Scim.Conformance.Tests.Runs;

namespace Scim.Conformance.Tests.Clients;

/// <summary>Clients that change one member a request, many requests at once, and do not try again.</summary>
internal static class ParallelMembers
{
    private const int Members = 24;

    [Requirement("clients/sailpoint/parallel-members", "CLIENT", "Members are added and removed one a request, all requests at once and without another try: all of them land.")]
    public static async Task EachChangeLands(CaseTenant tenant, CancellationToken cancel)
    {
        string[] ids = await Task.WhenAll(Enumerable.Range(0, Members).Select(n => CreateAsync(tenant, "Users", new JsonObject { ["userName"] = $"user{n}" }, cancel)));
        string group = await CreateAsync(tenant, "Groups", new JsonObject { ["displayName"] = "All" }, cancel);

        await Task.WhenAll(ids.Select(id => PatchAsync(tenant, group, "add", "members", id, cancel)));
        await MustHaveAsync(tenant, group, ids, cancel);

        await Task.WhenAll(ids[1..].Select(id => PatchAsync(tenant, group, "remove", $"members[value eq \"{id}\"]", null, cancel)));
        await MustHaveAsync(tenant, group, [ids[0]], cancel);
    }

    private static async Task<string> CreateAsync(CaseTenant tenant, string path, JsonObject body, CancellationToken cancel)
    {
        using HttpResponseMessage response = await tenant.Client.PostAsJsonAsync(path, body, cancel);
        return (string)(await response.Content.ReadFromJsonAsync<JsonNode>(cancel))!["id"]!;
    }

    private static async Task PatchAsync(CaseTenant tenant, string group, string op, string path, string? id, CancellationToken cancel)
    {
        var operation = new JsonObject { ["op"] = op, ["path"] = path };
        if (id is not null) operation["value"] = new JsonArray(new JsonObject { ["value"] = id });
        using var content = JsonContent.Create(new JsonObject { ["Operations"] = new JsonArray(operation) });
        using HttpResponseMessage response = await tenant.Client.PatchAsync($"Groups/{group}", content, cancel);
        if (response.StatusCode != HttpStatusCode.NoContent) throw new CaseFailure($"{operation.ToJsonString()} answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancel)}");
    }

    private static async Task MustHaveAsync(CaseTenant tenant, string group, string[] ids, CancellationToken cancel)
    {
        JsonNode read = (await tenant.Client.GetFromJsonAsync<JsonNode>($"Groups/{group}", cancel))!;
        string[] members = [.. read["members"]!.AsArray().Select(member => (string)member!["value"]!)];
        if (!members.Order(StringComparer.Ordinal).SequenceEqual(ids.Order(StringComparer.Ordinal))) throw new CaseFailure($"The group has {members.Length} members, not {ids.Length}.");
    }
}
