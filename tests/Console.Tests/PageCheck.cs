using System.Runtime.CompilerServices;
using Microsoft.Playwright;

namespace Scim.Console.Tests;

/// <summary>What is looked at on every page.</summary>
internal static class PageCheck
{
    private static readonly string Axe = Path.Combine(Repository(), "tools", "node_modules", "axe-core", "axe.min.js");

    /// <summary>The serious and critical findings of axe, as JSON.</summary>
    public static async Task<string> FindingsAsync(IPage page)
    {
        Assert.SkipUnless(File.Exists(Axe), "axe-core is not installed: npm ci --prefix tools.");
        await page.EvaluateAsync(await File.ReadAllTextAsync(Axe, TestContext.Current.CancellationToken));
        return await page.EvaluateAsync<string>(
            "async () => JSON.stringify((await axe.run()).violations.filter(v => ['serious', 'critical'].includes(v.impact)).map(v => ({ id: v.id, nodes: v.nodes.map(n => n.html + ' ' + n.failureSummary) })))");
    }

    /// <summary>Notes how much of what is shown moves by itself, from the next page on.</summary>
    public static Task WatchMovesAsync(IPage page) => page.AddInitScriptAsync(
        "window.moved = 0; new PerformanceObserver(list => { for (const shift of list.getEntries()) if (!shift.hadRecentInput) window.moved += shift.value; }).observe({ type: 'layout-shift', buffered: true });");

    /// <summary>The cumulative layout shift; up to 0.1 is good (web.dev/cls).</summary>
    public static Task<double> MovesAsync(IPage page) => page.EvaluateAsync<double>("() => window.moved");

    public static Task<int> WidthAsync(IPage page) => page.EvaluateAsync<int>("() => document.documentElement.scrollWidth");

    /// <summary>Takes a picture where one is asked for.</summary>
    public static async Task PictureAsync(IPage page, string name, bool dark)
    {
        if (Environment.GetEnvironmentVariable("SCIM_SCREENSHOTS") is not { Length: > 0 } folder) return;
        await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"console-{name}-{(dark ? "dark" : "light")}.png") });
    }

    private static string Repository([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", ".."));
}
