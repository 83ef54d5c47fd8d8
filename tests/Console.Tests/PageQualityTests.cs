using System.Text.Json;
using Microsoft.Playwright;

namespace Scim.Console.Tests;

/// <summary>Every page, light and dark: no serious finding of axe, nothing to scroll sideways at 360 px, and a picture of it where one is asked for.</summary>
public sealed class PageQualityTests(RunningConsole console) : IClassFixture<RunningConsole>
{
    private const double GoodShift = 0.1;

    private static readonly string[] Paths =
    [
        "sign-in", "tenants", "credentials", "t/demo/overview", "t/demo/scim", "t/demo/connections", "t/demo/connections/CONNECTION", "t/demo/sign-on", "t/demo/logs",
        "t/demo/users", "t/demo/users/USER", "t/demo/groups", "t/demo/groups/GROUP", "t/demo/audit",
    ];

    private static string _user = "";
    private static string _group = "";

    public static TheoryData<string, bool> Pages()
    {
        var data = new TheoryData<string, bool>();
        foreach (string page in Paths)
        {
            data.Add(page, false);
            data.Add(page, true);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_HasNoSeriousFindingOfAxeAndDoesNotJump(string path, bool dark)
    {
        await console.OnceAsync(SeedAsync);
        await using Window window = await console.OpenAsync(signedIn: path != "sign-in", dark: dark);
        await PageCheck.WatchMovesAsync(window.Page);
        await GoAsync(window, path);
        await PageCheck.PictureAsync(window.Page, Name(path), dark);

        Assert.Equal("[]", await PageCheck.FindingsAsync(window.Page));
        Assert.InRange(await PageCheck.MovesAsync(window.Page), 0, GoodShift);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_OnASmallScreen_NeedsNoScrollingSideways(string path, bool dark)
    {
        await console.OnceAsync(SeedAsync);
        await using Window window = await console.OpenAsync(signedIn: path != "sign-in", dark: dark, width: 360, height: 740);
        await GoAsync(window, path);

        Assert.InRange(await PageCheck.WidthAsync(window.Page), 1, 360);
    }

    [Fact]
    public async Task Pages_OnAQuietMachine_AreLiveWithinASecond()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("SCIM_MEASURE") is null, "Times are measured where SCIM_MEASURE is set: they mean nothing beside other tests.");
        await console.OnceAsync(SeedAsync);
        foreach (string path in Paths)
        {
            var times = new List<double>();
            for (int i = 0; i < 5; i++)
            {
                await using Window window = await console.OpenAsync(signedIn: path != "sign-in");
                long start = TimeProvider.System.GetTimestamp();
                await GoAsync(window, path);
                times.Add(TimeProvider.System.GetElapsedTime(start).TotalMilliseconds);
            }

            times.Sort();
            TestContext.Current.TestOutputHelper?.WriteLine($"{path}: {times[2]:N0} ms (least {times[0]:N0}, most {times[4]:N0})");
            Assert.InRange(times[2], 0, 1_000);
        }
    }

    private static string Name(string path) => path.Split('/')[^1] switch
    {
        "USER" => "user",
        "GROUP" => "group",
        "CONNECTION" => "connection",
        string name => name,
    };

    private static async Task GoAsync(Window window, string path)
    {
        if (path.EndsWith("CONNECTION", StringComparison.Ordinal))
        {
            await window.GoAsync("t/demo/connections");
            await window.Page.GetByRole(AriaRole.Link, new() { Name = "Demo", Exact = true }).ClickAsync();
            await window.Page.WaitForURLAsync("**/connections/*");
            await window.SettleAsync();
            return;
        }

        await window.GoAsync(path.Replace("USER", _user, StringComparison.Ordinal).Replace("GROUP", _group, StringComparison.Ordinal));
    }

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
        _user = ids[0];
        _group = await AddAsync("Groups", JsonSerializer.Serialize(new { displayName = "Designers", members = ids.Select(id => new { value = id }) }));
    }

    private async Task<string> AddAsync(string path, string json)
    {
        using var content = new StringContent(json, System.Text.Encoding.UTF8, "application/scim+json");
        using HttpResponseMessage response = await console.Instance.Client.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);
        using JsonDocument answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return answer.RootElement.GetProperty("id").GetString()!;
    }
}
