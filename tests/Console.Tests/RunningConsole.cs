using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Scim.Standalone.Tests;

namespace Scim.Console.Tests;

/// <summary>The all-in-one process, a browser, and the operator's session.</summary>
public partial class RunningConsole : IAsyncLifetime
{
    private static readonly string[] Browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("console-");
    private StandaloneInstance? _instance;
    private Task? _seed;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>The process; its token is that of the tenant "demo". A test that needs it is skipped where it was not started.</summary>
    public StandaloneInstance Instance
    {
        get
        {
            Assert.SkipWhen(_instance is null, Absence);
            return _instance;
        }
    }

    /// <summary>Why it was not started.</summary>
    protected virtual string Absence => "There is no Chromium here: install Debian's package chromium, or name one by SCIM_TEST_CHROMIUM.";

    /// <summary>The one-time link that the process printed.</summary>
    public string SignInLink { get; private set; } = "";

    /// <summary>The console's URL, with a slash at its end.</summary>
    public Uri Address => new(new Uri(Instance.TenantUrl), "/console/");

    /// <summary>The session of the operator, as the browser keeps it.</summary>
    private string Session { get; set; } = "";

    public virtual async ValueTask InitializeAsync()
    {
        string? chromium = Environment.GetEnvironmentVariable("SCIM_TEST_CHROMIUM") ?? Array.Find(Browsers, File.Exists);
        if (chromium is null) return; // said by each test: a fixture cannot skip
        CancellationToken cancel = TestContext.Current.CancellationToken;
        _instance = await StandaloneInstance.StartAsync(Path.Combine(_folder.FullName, "data"), cancel, await DatabaseAsync(cancel), Settings);
        SignInLink = Link().Match(Instance.Output).Value;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = ["--no-sandbox"] });

        await using IBrowserContext first = await _browser.NewContextAsync();
        await SignInAsync(await first.NewPageAsync());
        Session = await first.StorageStateAsync();
    }

    /// <summary>A browser window, signed in as the operator unless told otherwise, which fails the test on any error in the browser's console.</summary>
    public async Task<Window> OpenAsync(bool signedIn = true, bool dark = false, int width = 1280, int height = 900)
    {
        Assert.SkipWhen(_browser is null, Absence);
        IBrowserContext context = await _browser.NewContextAsync(new()
        {
            StorageState = signedIn ? Session : null,
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            Permissions = ["clipboard-read", "clipboard-write"],
            BaseURL = Address.AbsoluteUri,
        });
        if (dark) await context.AddCookiesAsync([new() { Name = "scim-theme", Value = "dark", Domain = Address.Host, Path = "/console" }]);
        return new Window(context, await context.NewPageAsync());
    }

    /// <summary>The process's settings, as environment variables.</summary>
    protected virtual Dictionary<string, string> Settings => new() { ["SCIM_Removal__Settling"] = "00:00:01" };

    /// <summary>Starts a database for it; null for its own.</summary>
    protected virtual Task<string?> DatabaseAsync(CancellationToken cancel) => Task.FromResult<string?>(null);

    /// <summary>Signs the operator in.</summary>
    protected virtual async Task SignInAsync(IPage page)
    {
        await page.GotoAsync(SignInLink);
        await page.WaitForURLAsync(new Uri(Address, "tenants").AbsoluteUri);
    }

    /// <summary>Runs once what several tests need to be there.</summary>
    public Task OnceAsync(Func<Task> seed)
    {
        lock (_folder) return _seed ??= seed();
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (_instance is not null) await _instance.DisposeAsync();
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    [GeneratedRegex(@"http://\S+/console/sign-in#\S+")]
    private static partial Regex Link();
}
