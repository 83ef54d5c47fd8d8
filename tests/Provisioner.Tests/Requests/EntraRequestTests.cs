using System.Text.Json.Nodes;
using Scim.Provisioning.Directories;
using Scim.Provisioning.Mappings;
using Scim.Provisioning.Requests;
using Scim.Provisioning.Tests.Target;

namespace Scim.Provisioning.Tests.Requests;

/// <summary>The requests on the wire are those that Entra sends; the cases are data.</summary>
public sealed class EntraRequestTests
{
    public static TheoryData<string> Names => [.. EntraRequestCase.All.Select(item => item.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task RunCycle_OfAChange_SendsWhatEntraSends(string name)
    {
        JsonObject test = EntraRequestCase.All.Single(item => item.Name == name).Json;
        await using ProvisioningFixture fixture = await ProvisioningFixture.StartAsync();
        fixture.Options = fixture.Options with
        {
            Dialect = Enum.Parse<PatchDialect>(test["dialect"]?.ToString() ?? "Legacy"),
            Clearing = Enum.Parse<WhenNull>(test["clear"]?.ToString() ?? "Skip"),
            MappingFile = await MappingAsync(fixture, test["mapping"]),
        };
        if (test["target"] is JsonArray present)
        {
            foreach (JsonNode? user in present) fixture.Target.Users.Add((JsonObject)user!);
        }

        if (test["before"] is JsonObject before) await fixture.RunAsync(await ReadAsync(fixture, before));
        IReadOnlyList<RecordedRequest> requests = await fixture.RequestsAsync(await ReadAsync(fixture, (JsonObject)test["after"]!));

        string[] expected = [.. test["requests"]!.AsArray().Select(item => Text(fixture, item!))];
        Assert.Equal(expected, requests.Select(request => request.ToString()));
        Assert.All(requests, request => Assert.Equal("5.0", request.Headers["ADSCIMVersion"]));
        Assert.All(requests, request => Assert.Equal("application/scim+json", request.Headers["Accept"]));
        Assert.All(requests.Where(request => request.Body is not null), request =>
            Assert.Equal("application/scim+json; charset=utf-8", request.Headers["Content-Type"]));
    }

    // A request is its method and target, and a body in the order of its keys: servers see that order.
    private static string Text(ProvisioningFixture fixture, JsonNode expected)
    {
        string line = expected["send"]!.ToString();
        string text = expected["body"] is { } body ? $"{line} {body.ToJsonString()}" : line;
        return text.Replace("{base}", fixture.Target.Url, StringComparison.Ordinal);
    }

    private static async Task<SourceDirectory> ReadAsync(ProvisioningFixture fixture, JsonObject directory)
    {
        string path = Path.Combine(fixture.Folder, "directory.json");
        await File.WriteAllTextAsync(path, directory.ToJsonString(), TestContext.Current.CancellationToken);
        return await DirectoryFile.ReadAsync(path, TestContext.Current.CancellationToken);
    }

    private static async Task<string?> MappingAsync(ProvisioningFixture fixture, JsonNode? mapping)
    {
        if (mapping is null) return null;
        string path = Path.Combine(fixture.Folder, "mapping.json");
        await File.WriteAllTextAsync(path, mapping.ToJsonString(), TestContext.Current.CancellationToken);
        return path;
    }
}
