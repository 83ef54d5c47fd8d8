using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Scim.Console.Tests;

/// <summary>Every page, light and dark: no serious finding of axe, nothing to scroll sideways at 360 px, and a picture of it where one is asked for.</summary>
public sealed class PageQualityTests(RunningConsole console) : IClassFixture<RunningConsole>
{
    private static readonly string Axe = Path.Combine(Repository(), "tools", "node_modules", "axe-core", "axe.min.js");

    public static TheoryData<string, bool> Pages()
    {
        var data = new TheoryData<string, bool>();
        foreach (string page in new[] { "sign-in", "tenants", "t/demo/overview", "t/demo/scim", "t/demo/connections", "t/demo/logs", "t/demo/users", "t/demo/groups", "t/demo/audit" })
        {
            data.Add(page, false);
            data.Add(page, true);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_HasNoSeriousFindingOfAxe(string path, bool dark)
    {
        Assert.SkipUnless(File.Exists(Axe), "axe-core is not installed: npm ci --prefix tools.");
        await console.OnceAsync(SeedAsync);
        await using Window window = await console.OpenAsync(signedIn: path != "sign-in", dark: dark);
        await window.GoAsync(path);
        await window.Page.EvaluateAsync(await File.ReadAllTextAsync(Axe, TestContext.Current.CancellationToken));
        string findings = await window.Page.EvaluateAsync<string>(
            "async () => JSON.stringify((await axe.run()).violations.filter(v => ['serious', 'critical'].includes(v.impact)).map(v => ({ id: v.id, nodes: v.nodes.map(n => n.html + ' ' + n.failureSummary) })))");
        await PictureAsync(window, path, dark);

        Assert.Equal("[]", findings);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_OnASmallScreen_NeedsNoScrollingSideways(string path, bool dark)
    {
        await using Window window = await console.OpenAsync(signedIn: path != "sign-in", dark: dark, width: 360, height: 740);
        await window.GoAsync(path);

        Assert.InRange(await window.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"), 1, 360);
    }

    private static async Task PictureAsync(Window window, string path, bool dark)
    {
        if (Environment.GetEnvironmentVariable("SCIM_SCREENSHOTS") is not { Length: > 0 } folder) return;
        string name = $"console-{path.Split('/')[^1]}-{(dark ? "dark" : "light")}.png";
        await window.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, name) });
    }

    private static string Repository([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", ".."));

    // Pages are looked at with something on them.
    private async Task SeedAsync()
    {
        (string First, string Last)[] people = [("Adele", "Vance"), ("Alex", "Wilber"), ("Diego", "Siciliani"), ("Grady", "Archie"), ("Isaiah", "Langer"), ("Lidia", "Holloway")];
        var ids = new List<string>();
        foreach ((string first, string last) in people)
        {
            string name = $"{first.ToLowerInvariant()}@contoso.com";
            ids.Add(await AddAsync("Users", JsonSerializer.Serialize(new
            {
                userName = name,
                displayName = $"{first} {last}",
                name = new { givenName = first, familyName = last },
                emails = new[] { new { type = "work", value = name } },
                active = first != "Grady",
            })));
        }

        using var twice = new StringContent("""{"userName":"adele@contoso.com"}""", System.Text.Encoding.UTF8, "application/scim+json");
        using HttpResponseMessage refused = await console.Instance.Client.PostAsync(new Uri("Users", UriKind.Relative), twice, TestContext.Current.CancellationToken);
        await AddAsync("Groups", JsonSerializer.Serialize(new { displayName = "Designers", members = ids.Select(id => new { value = id }) }));
    }

    private async Task<string> AddAsync(string path, string json)
    {
        using var content = new StringContent(json, System.Text.Encoding.UTF8, "application/scim+json");
        using HttpResponseMessage response = await console.Instance.Client.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);
        using JsonDocument answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return answer.RootElement.GetProperty("id").GetString()!;
    }
}
