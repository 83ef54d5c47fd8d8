using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Scim.Console.Tests;

/// <summary>The tutorial's second step as a customer's administrator does it, and what the pages show afterwards.</summary>
public sealed class TutorialTests(RunningConsole console) : IClassFixture<RunningConsole>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tutorial_SaveTenantIdAndGenerateToken_ProvisionsUsersThatThePagesShow()
    {
        await using Window window = await console.OpenAsync();
        IPage page = window.Page;
        await window.GoAsync("t/demo/scim");
        await page.GetByLabel("Identity Provider Tenant ID").FillAsync("8f2b64c1-7f0a-4e0d-9d55-0c2f6f1a3b7e");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByText("Saved.")).ToBeVisibleAsync();
        (string url, string token) = await GenerateAsync(page, "Tutorial");

        using HttpClient entra = Client(url, token);
        string user = await PostAsync(entra, "Users", """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"adele@contoso.com","displayName":"Adele Vance","emails":[{"type":"work","value":"adele@contoso.com"}]}""");
        await PostAsync(entra, "Groups", $$"""{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Designers","members":[{"value":"{{user}}"}]}""");
        using (HttpResponseMessage twice = await SendAsync(entra, "Users", """{"userName":"ADELE@contoso.com"}""")) Assert.Equal(HttpStatusCode.Conflict, twice.StatusCode);

        await window.GoAsync("t/demo/logs");
        await Expect(page.GetByTestId("log-row").Filter(new() { HasText = "adele@contoso.com" }).Filter(new() { HasText = "Success" })).ToHaveCountAsync(1, new() { Timeout = 10_000 });
        await page.GetByTestId("log-row").Filter(new() { HasText = "Failure" }).First.GetByRole(AriaRole.Button, new() { Name = "Details" }).ClickAsync();
        await Expect(page.GetByTestId("log-details")).ToContainTextAsync("Another user here has this value");

        await window.GoAsync("t/demo/users");
        await page.GetByLabel("Search").PressSequentiallyAsync("adel");
        await page.GetByRole(AriaRole.Link, new() { Name = "adele@contoso.com" }).ClickAsync();
        await Expect(page.GetByTestId("attributes")).ToContainTextAsync("Adele Vance");
        await page.GetByRole(AriaRole.Link, new() { Name = "Designers" }).ClickAsync();
        await Expect(page.GetByTestId("members")).ToContainTextAsync("Adele Vance");
        await window.GoAsync("t/demo/overview");
        await Expect(page.GetByTestId("groups")).ToHaveTextAsync("1");
    }

    [Fact]
    public async Task Tokens_RotatedAndRevoked_WorkAndStopAsThePageSays()
    {
        await using Window window = await console.OpenAsync();
        IPage page = window.Page;
        await window.GoAsync("t/demo/scim");
        (string url, string old) = await GenerateAsync(page, "Rotated");
        ILocator row = page.GetByTestId("token-row").Filter(new() { HasText = "…" + old[^4..] });

        await row.GetByRole(AriaRole.Button, new() { Name = "Rotate Rotated" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Rotate" }).ClickAsync();
        await Expect(page.GetByTestId("token")).Not.ToHaveValueAsync(old);
        string current = await page.GetByTestId("token").InputValueAsync();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(url, old));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(url, current));

        await row.GetByRole(AriaRole.Button, new() { Name = "Revoke Rotated" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await Expect(row).ToContainTextAsync("Revoked");
        while (await StatusAsync(url, old) != HttpStatusCode.Unauthorized) await Task.Delay(50, Cancel);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(url, current));

        Assert.NotEmpty(window.Addresses);
        foreach (string secret in (string[])[old.Split('_')[^1], current.Split('_')[^1], console.SignInLink.Split('#')[1]])
        {
            Assert.DoesNotContain(window.Addresses, address => address.Contains(secret, StringComparison.Ordinal));
            Assert.True(console.Instance.Output.Split(secret).Length <= (console.SignInLink.EndsWith(secret, StringComparison.Ordinal) ? 2 : 1), "a secret is in the process's output");
        }
    }

    [Fact]
    public async Task TenantId_ThatIsNone_IsRefusedInWords()
    {
        await using Window window = await console.OpenAsync();
        await window.GoAsync("t/demo/scim");
        await window.Page.GetByLabel("Identity Provider Tenant ID").FillAsync("contoso");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();

        await Expect(window.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("neither a GUID");
    }

    [Fact]
    public async Task Tenant_CreatedLimitedAndDeleted_AsksForItsNameAndShowsTheRemoval()
    {
        await using Window window = await console.OpenAsync();
        IPage page = window.Page;
        await window.GoAsync("tenants");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create tenant" }).ClickAsync();
        await page.GetByLabel("Identifier", new() { Exact = true }).FillAsync("fabrikam");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Fabrikam");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "fabrikam" })).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Limits fabrikam" }).ClickAsync();
        await page.GetByLabel("Requests at the same time").FillAsync("32");
        await page.GetByLabel("Users", new() { Exact = true }).FillAsync("500000");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(page.GetByText("Saved.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Limits fabrikam" }).ClickAsync();
        await Expect(page.GetByLabel("Requests at the same time")).ToHaveValueAsync("32");
        await Expect(page.GetByLabel("Users", new() { Exact = true })).ToHaveValueAsync("500000");
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel", Exact = true }).ClickAsync();

        await page.GetByLabel("Show deleted").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete fabrikam" }).ClickAsync();
        ILocator sure = page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Delete for good" });
        await Expect(sure).ToBeDisabledAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Textbox).FillAsync("Fabrikam");
        await sure.ClickAsync();
        ILocator row = page.GetByTestId("tenants").GetByRole(AriaRole.Row).Filter(new() { HasText = "fabrikam" });
        await Expect(row).Not.ToContainTextAsync("Active", new() { Timeout = 10_000 });
        await Expect(row).ToContainTextAsync("All data is gone since", new() { Timeout = 60_000 });
    }

    [Fact]
    public async Task SignIn_WithoutSessionOrWithAUsedLink_IsRefused()
    {
        await using Window window = await console.OpenAsync(signedIn: false);
        await window.Page.GotoAsync("t/demo/scim");
        await Expect(window.Page.GetByLabel("Sign-in code")).ToBeVisibleAsync();

        await window.Page.GotoAsync("about:blank");
        await window.Page.GotoAsync(console.SignInLink);
        await Expect(window.Page.GetByText("link", new() { Exact = false }).First).ToBeVisibleAsync();
        await window.Page.WaitForURLAsync(url => url.Contains("failed=link", StringComparison.Ordinal));
        Assert.DoesNotContain(console.SignInLink.Split('#')[1], window.Page.Url, StringComparison.Ordinal);
    }

    private static async Task<(string Url, string Token)> GenerateAsync(IPage page, string name)
    {
        await page.GetByLabel("Token name").FillAsync(name);
        await page.GetByRole(AriaRole.Button, new() { Name = "Generate Token" }).ClickAsync();
        await Expect(page.GetByTestId("token")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("^scim_"));
        return (await page.GetByTestId("tenant-url").InputValueAsync(), await page.GetByTestId("token").InputValueAsync());
    }

    private static HttpClient Client(string url, string token)
    {
        var client = new HttpClient { BaseAddress = new Uri(url + "/") };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private static async Task<HttpStatusCode> StatusAsync(string url, string token)
    {
        using HttpClient client = Client(url, token);
        using HttpResponseMessage response = await client.GetAsync(new Uri("Users?count=0", UriKind.Relative), Cancel);
        return response.StatusCode;
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, string path, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/scim+json");
        return await client.PostAsync(new Uri(path, UriKind.Relative), content, Cancel);
    }

    private static async Task<string> PostAsync(HttpClient client, string path, string json)
    {
        using HttpResponseMessage response = await SendAsync(client, path, json);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return System.Text.Json.Nodes.JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!["id"]!.GetValue<string>();
    }
}
