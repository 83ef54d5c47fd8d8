using System.Diagnostics;
using System.Runtime.CompilerServices;
using Scim.Conformance.Tests.Runs;
using Scim.Protos.Common.V1;
using Scim.Protos.Tokens.V1;

namespace Scim.Conformance.Tests.Clients;

/// <summary>A client made of libraries by other authors (tools/scim-client.mjs), which knows of the gateway what its OpenAPI description says.</summary>
public sealed class ThirdPartyTests(ConformanceRun run)
{
    [Fact]
    public async Task Client_OfOtherAuthors_MeetsWhatTheDescriptionSays()
    {
        string tools = Tools();
        Assert.SkipUnless(Directory.Exists(Path.Combine(tools, "node_modules", "openapi-client-axios")), "The node tools are not installed: run npm ci --prefix tools.");
        using CaseTenant tenant = await run.NewTenantAsync(new Connection { DisplayName = "Third party", ClientProfile = ClientProfile.Strict });
        string token = tenant.Client.DefaultRequestHeaders.Authorization!.Parameter!;

        var start = new ProcessStartInfo("node", [Path.Combine(tools, "scim-client.mjs"), tenant.Address, tenant.TenantId, token]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process node = Process.Start(start)!;
        Task<string> output = node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string errors = await node.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await node.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(node.ExitCode == 0, $"{await output}{errors}");
        Assert.EndsWith("done\n", await output, StringComparison.Ordinal);
    }

    private static string Tools([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../tools"));
}
