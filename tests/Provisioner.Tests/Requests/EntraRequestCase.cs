using System.Text.Json.Nodes;

namespace Scim.Provisioning.Tests.Requests;

/// <summary>A case of <c>entra-requests.json</c>: two states of the source, and what the second cycle sends.</summary>
/// <param name="Name">What it shows.</param>
/// <param name="Json">The case.</param>
public sealed record EntraRequestCase(string Name, JsonObject Json)
{
    public static IReadOnlyList<EntraRequestCase> All { get; } =
        [.. JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Requests", "entra-requests.json")))!
            .AsArray().Select(node => new EntraRequestCase(node!["name"]!.ToString(), node.AsObject()))];

    public override string ToString() => Name;
}
