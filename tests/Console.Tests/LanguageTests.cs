using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Scim.Console.Tests;

/// <summary>Which language a reader gets.</summary>
public sealed class LanguageTests(RunningConsole console) : IClassFixture<RunningConsole>
{
    [Theory]
    [InlineData("de-AT, en;q=0.5", null, "de", "Bei Scim.Micro anmelden")]
    [InlineData("fr, ja;q=0.5", null, "en", "Sign in to Scim.Micro")]
    [InlineData("en-US, de;q=0.5", null, "en", "Sign in to Scim.Micro")]
    [InlineData("en", "c=de|uic=de", "de", "Bei Scim.Micro anmelden")]
    [InlineData("de", "c=en|uic=en", "en", "Sign in to Scim.Micro")]
    [InlineData("de", "c=xx|uic=<script>", "de", "Bei Scim.Micro anmelden")]
    public async Task Page_IsInTheLanguageOfTheCookieElseOfTheBrowserElseEnglish(string accepted, string? cookie, string language, string title)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(console.Address, "sign-in"));
        request.Headers.Add("Accept-Language", accepted);
        if (cookie is not null) request.Headers.Add("Cookie", $"scim-language={cookie}");
        using HttpResponseMessage answer = await client.SendAsync(request, TestContext.Current.CancellationToken);

        string html = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains($"<html lang=\"{language}\"", html, StringComparison.Ordinal);
        Assert.Contains(title, html, StringComparison.Ordinal);
        Assert.Equal([language], answer.Content.Headers.ContentLanguage);
    }

    [Fact]
    public async Task Reader_WhoChoosesGerman_HasItOnEveryPageFromThenOn()
    {
        await using Window window = await console.OpenAsync();
        IPage page = window.Page;
        await window.GoAsync("t/demo/scim");
        await page.GetByLabel("Language").SelectOptionAsync("de");

        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Token erzeugen" })).ToBeVisibleAsync();
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "de");
        await PageCheck.PictureAsync(page, "scim-german", dark: false);
        await page.GetByRole(AriaRole.Link, new() { Name = "Bereitstellungsprotokolle" }).First.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Bereitstellungsprotokolle" })).ToBeVisibleAsync();
        await page.GetByLabel("Sprache").SelectOptionAsync("en");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Provisioning logs" })).ToBeVisibleAsync();
    }
}
