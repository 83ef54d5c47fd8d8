using System.Net;
using System.Text.RegularExpressions;
using Scim.Standalone.Tests;

namespace Scim.Console.Tests;

/// <summary>What the console's answers say about scripts, cookies and forms, without a browser; its public URL is one with TLS.</summary>
public sealed partial class SecurityTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("console-security-");
    private StandaloneInstance _instance = null!;
    private HttpClient _client = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var settings = new Dictionary<string, string> { ["SCIM_Console__PublicUrl"] = "https://scim.example.com" };
        _instance = await StandaloneInstance.StartAsync(Path.Combine(_folder.FullName, "data"), Cancel, environment: settings);
        _client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = new Uri(new Uri(_instance.TenantUrl), "/console/") };
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _instance.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task SignIn_WithTheFormsOwnToken_SetsCookiesForTlsThatNoScriptReads()
    {
        using HttpResponseMessage page = await _client.GetAsync(new Uri("sign-in", UriKind.Relative), Cancel);
        string form = page.Headers.GetValues("Set-Cookie").Single(cookie => cookie.StartsWith("scim-console-form=", StringComparison.Ordinal));
        string field = Field().Match(await page.Content.ReadAsStringAsync(Cancel)).Groups[1].Value;
        using HttpResponseMessage signedIn = await PostAsync(form.Split(';')[0], new() { ["__RequestVerificationToken"] = field, ["code"] = Code().Match(_instance.Output).Groups[1].Value });
        string session = signedIn.Headers.GetValues("Set-Cookie").Single(cookie => cookie.StartsWith("scim-console=", StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.Redirect, signedIn.StatusCode);
        Assert.All([form, session], cookie => Assert.Matches("(?i)secure.*httponly|httponly.*secure", cookie));
        Assert.Contains("samesite=lax", session, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", form, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task SignIn_WithoutTheFormsToken_IsRefusedAndTheCodeStaysGood()
    {
        string code = Code().Match(_instance.Output).Groups[1].Value;
        using HttpResponseMessage refused = await PostAsync("", new() { ["code"] = code });

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.False(refused.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? cookies) && cookies.Any(cookie => cookie.StartsWith("scim-console=", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("sign-in")]
    [InlineData("/me")]
    [InlineData("/sso/demo/refused?why=Unknown")]
    public async Task Page_OfAnybody_TakesScriptsFromItselfOnlyAndIsInNoFrame(string path)
    {
        using HttpResponseMessage page = await _client.GetAsync(new Uri(path, UriKind.Relative), Cancel);
        string policy = page.Headers.GetValues("Content-Security-Policy").Single();

        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", page.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("no-referrer", page.Headers.GetValues("Referrer-Policy").Single());
    }

    private async Task<HttpResponseMessage> PostAsync(string cookie, Dictionary<string, string> fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("sign-in/link", UriKind.Relative)) { Content = new FormUrlEncodedContent(fields) };
        if (cookie.Length > 0) request.Headers.Add("Cookie", cookie);
        return await _client.SendAsync(request, Cancel);
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Field();

    [GeneratedRegex(@"/console/sign-in#(\S+)")]
    private static partial Regex Code();
}
