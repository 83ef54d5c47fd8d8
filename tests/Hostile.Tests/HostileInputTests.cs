using Scim.EmbeddedMongo;
using Scim.Protos.Common.V1;
using Scim.Protos.Tokens.V1;
using Scim.Tests.Shared;
using Scim.Tests.Shared.Fuzzing;

namespace Scim.Hostile.Tests;

/// <summary>A sample of what bench/Fuzz sends by the million: nothing is answered with 5xx, an error of the server's own, or not at all.</summary>
public sealed class HostileInputTests
{
    private static readonly Dictionary<string, string?> Unlimited = new()
    {
        ["Gateway:Traffic:RequestsPerSecond"] = "100000",
        ["Gateway:Traffic:Burst"] = "100000",
        ["Gateway:Traffic:ChecksPerSecond"] = "100000",
        ["Gateway:Traffic:CheckBurst"] = "100000",
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_ChangedInAnyPart_AreAnsweredAsTheClientsFault()
    {
        await using InProcessSystem system = await InProcessSystem.StartAsync(Cancel, Unlimited);
        string token = await system.NewTenantAsync("fuzz", new Connection { DisplayName = "Fuzz", ClientProfile = ClientProfile.Entra }, Cancel);
        var tally = new FuzzTally("http");

        await new HttpFuzzer(new Uri(system.Address), token, tally).RunAsync(0, 4_000, 4, Cancel);

        Assert.Empty(tally.Failures);
        Assert.Equal(4_000, tally.Sent);
        Assert.Superset(new HashSet<string> { "200", "201", "400", "401", "404" }, tally.Answers.Select(answer => answer.Key).ToHashSet());
    }

    [Fact]
    public async Task WireMessages_ChangedInAnyPart_AreAnsweredOrTheConnectionIsClosed()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("hostile-");
        var tally = new FuzzTally("wire");
        await using (EmbeddedMongoServer server = await EmbeddedMongoServer.StartAsync(new EmbeddedMongoOptions { DataFolder = folder.FullName, Port = 0, TransactionLifetime = TimeSpan.FromSeconds(1) }, Cancel))
        {
            await new WireFuzzer(server.EndPoint, tally).RunAsync(0, 10_000, 2, Cancel);
        }

        folder.Delete(recursive: true);
        Assert.Empty(tally.Failures);
        Assert.Equal(10_000, tally.Sent);
    }
}
