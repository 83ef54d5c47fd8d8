using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Scim.Console.Tests;

/// <summary>The page that shows the OpenAPI description, in a browser: its content policy refuses nothing that it needs.</summary>
public sealed class ApiPageTests(RunningConsole console) : IClassFixture<RunningConsole>
{
    [Fact]
    public async Task Page_InABrowser_ShowsTheOperationsAndAsksNobodyElse()
    {
        await using Window window = await console.OpenAsync(signedIn: false);
        var asked = new ConcurrentQueue<string>();
        window.Page.Request += (_, request) => asked.Enqueue(request.Url);
        string origin = console.Address.GetLeftPart(UriPartial.Authority);

        await window.Page.GotoAsync($"{origin}/openapi");
        await Assertions.Expect(window.Page.GetByRole(AriaRole.Heading, new() { NameRegex = new Regex("Creates a user") })).ToBeVisibleAsync(new() { Timeout = 60_000 });

        Assert.Contains($"{origin}/openapi/v1.json", asked);
        Assert.DoesNotContain(asked, url => !url.StartsWith(origin, StringComparison.Ordinal) && !url.StartsWith("data:", StringComparison.Ordinal));
    }
}
