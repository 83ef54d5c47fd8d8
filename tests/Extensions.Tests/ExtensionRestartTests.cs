using System.Text.Json.Nodes;
using Scim.Protos.Tokens.V1;

namespace Scim.Extensions.Tests;

/// <summary>A system that starts again knows nothing but what is stored. It is a fixture of its own, because it is restarted.</summary>
public sealed class ExtensionRestartTests(ExtendedTenants tenants) : IClassFixture<ExtendedTenants>
{
    private const string Hr = ExtendedTenants.Hr;

    [Fact]
    public async Task Restart_OfTheSystem_FindsSchemasAndValuesAgain()
    {
        SchemaExtension extension = ExtendedTenants.Extension("""{"name":"badge"},{"name":"grade","type":"integer"}""", indexed: "badge");
        ExtendedTenant tenant = await tenants.NewAsync(extension);
        JsonObject before = await tenant.PostAsync("Users", $$$$"""{"userName":"u","{{{{Hr}}}}":{"badge":"x","grade":1}}""");

        await tenants.System.RestartAsync(TestContext.Current.CancellationToken);

        JsonObject after = await tenant.GetAsync($"Users/{before["id"]}");
        Assert.Equal(before[Hr]!.ToJsonString(), after[Hr]!.ToJsonString());
        Assert.Equal(["u"], await tenant.NamesAsync($"Users?filter={Hr}:badge eq \"X\""));
        JsonObject patched = await tenant.PatchAsync($"Users/{before["id"]}", $$"""[{"op":"replace","path":"{{Hr}}:grade","value":2}]""");
        Assert.Equal(2, (int)patched[Hr]!["grade"]!);
    }
}
