using Google.Protobuf.WellKnownTypes;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Scim.Admin.Components.Pages;
using Scim.Protos.Common.V1;
using Scim.Protos.Tokens.V1;

namespace Scim.Console.Tests;

/// <summary>What the page of tenants shows of a removal at each of its stages.</summary>
public sealed class RemovalProgressTests
{
    [Theory]
    [InlineData(0, "0 % removed", "users removed")]
    [InlineData(250_000, "25 % removed", "250,000 users removed")]
    [InlineData(999_999, "99 % removed", "999,999 users removed")]
    public async Task Removal_UnderWay_ShowsHowFarItIs(long removed, string share, string words)
    {
        string html = await RenderAsync(new TenantRemoval
        {
            Started = Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch),
            Parts = { new RemovedPart { Kind = "users", Total = 1_000_000, Removed = removed } },
        });

        Assert.Contains(share, html, StringComparison.Ordinal);
        if (removed > 0) Assert.Contains(words, html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Removal_ThatIsDone_SaysSinceWhen()
    {
        string html = await RenderAsync(new TenantRemoval
        {
            Started = Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch),
            Finished = Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch.AddHours(1)),
            Parts = { new RemovedPart { Kind = "users", Total = 5, Removed = 5 } },
        });

        Assert.Contains("All data is gone since", html, StringComparison.Ordinal);
        Assert.Contains("1970-01-01T01:00:00Z", html, StringComparison.Ordinal);
    }

    private static async Task<string> RenderAsync(TenantRemoval removal)
    {
        await using ServiceProvider services = new ServiceCollection().AddLogging().AddLocalization().BuildServiceProvider();
        await using var renderer = new HtmlRenderer(services, services.GetRequiredService<ILoggerFactory>());
        return await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<RemovalProgress>(ParameterView.FromDictionary(new Dictionary<string, object?> { ["Removal"] = removal }))).ToHtmlString());
    }
}
