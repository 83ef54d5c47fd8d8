using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Scim.Console.Tests;

/// <summary>One window of the browser, with cookies of its own. Closing it fails where a script failed or the policy of content refused something.</summary>
public sealed class Window : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly ConcurrentQueue<string> _addresses = new();

    public Window(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.Console += (_, message) =>
        {
            // A page that refuses somebody has the status that says so, and the browser tells.
            bool refusal = message.Text.Contains("status of 403", StringComparison.Ordinal) && message.Location.Contains("/refused?", StringComparison.Ordinal);
            if (message.Type == "error" && !refusal) _errors.Enqueue($"{message.Text} ({page.Url})");
        };
        page.Request += (_, request) => _addresses.Enqueue($"{request.Url} {request.Headers.GetValueOrDefault("referer")}");
        page.PageError += (_, error) => _errors.Enqueue($"{error} ({page.Url})");
    }

    public IPage Page { get; }

    /// <summary>What the browser asked for, with the address that it came from.</summary>
    public IReadOnlyCollection<string> Addresses => _addresses;

    /// <summary>Goes to a page of the console and waits until it is live and shows what it has.</summary>
    public async Task GoAsync(string path)
    {
        await Page.GotoAsync(path);
        await SettleAsync();
    }

    /// <summary>Waits until the page shows what it has.</summary>
    public async Task SettleAsync()
    {
        await Assertions.Expect(Page.Locator("h1")).ToBeVisibleAsync();
        await Assertions.Expect(Page.Locator(".waiting")).ToHaveCountAsync(0, new() { Timeout = 20_000 });
    }

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        Assert.Empty(_errors);
    }
}
