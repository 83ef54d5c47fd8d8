using Scim.Tests.Shared.Campaigns;
using Scim.Tests.Shared.Processes;

namespace Scim.Faults.Tests;

/// <summary>Two rounds of what bench/Faults does fifty times: processes are killed under writers, and nothing that was acknowledged is lost.</summary>
public sealed class CampaignTests
{
    [Theory]
    [InlineData("gateway")]
    [InlineData("database")]
    public async Task Kills_OfAKindUnderWriters_LoseNothing(string kind)
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await using ProcessSystem system = await ProcessSystem.StartAsync(new SystemShape { Gateways = 2 }, cancel);

        CampaignResult result = await new Campaign(system, TimeProvider.System).RunAsync(kind, rounds: 2, writers: 4, freeze: false, cancel);

        Assert.Empty(result.Wrong);
        Assert.Empty(result.Lost);
        Assert.NotEqual(0, result.Acknowledged);
        if (kind == "gateway") Assert.Equal(0, result.Refused);
    }
}
