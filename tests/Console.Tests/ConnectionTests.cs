using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Scim.Console.Tests;

/// <summary>Connections as an administrator sets them up: limits, the deletion guard, OAuth clients and federations.</summary>
public sealed class ConnectionTests(RunningConsole console) : IClassFixture<RunningConsole>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OAuthClient_CreatedInTheConsole_GetsAccessTokensUntilItsSecretIsDeleted()
    {
        await using Window window = await console.OpenAsync();
        IPage page = window.Page;
        await OpenAsync(window, "With clients");
        await page.GetByLabel("Name of the client").FillAsync("Gallery");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create client" }).ClickAsync();
        await Expect(page.GetByTestId("client-secret")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex(".{20,}"));
        string endpoint = await page.GetByTestId("token-endpoint").InputValueAsync(), url = await page.GetByTestId("tenant-url").InputValueAsync();
        string id = await page.GetByTestId("client-id").InputValueAsync(), secret = await page.GetByTestId("client-secret").InputValueAsync();

        (HttpStatusCode granted, string body) = await GrantAsync(endpoint, id, secret);
        Assert.True(granted == HttpStatusCode.OK, body);
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string)JsonNode.Parse(body)!["access_token"]!);
        using HttpResponseMessage users = await client.GetAsync(new Uri(url + "/Users?count=0"), Cancel);
        Assert.Equal(HttpStatusCode.OK, users.StatusCode);

        await page.GetByRole(AriaRole.Button, new() { Name = "Add secret Gallery" }).ClickAsync();
        await Expect(page.GetByTestId("client").GetByText("ends")).ToHaveCountAsync(2);
        await page.GetByRole(AriaRole.Button, new() { Name = $"Delete secret {secret[^4..]}" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Expect(page.GetByTestId("client").GetByText("ends")).ToHaveCountAsync(1);
        Assert.Equal(HttpStatusCode.Unauthorized, (await GrantAsync(endpoint, id, secret)).Status);
    }

    [Fact]
    public async Task Federation_AddedAndDeleted_IsShown()
    {
        await using Window window = await console.OpenAsync();
        IPage page = window.Page;
        await OpenAsync(window, "Federated");
        await page.GetByLabel("Issuer").FillAsync("https://login.microsoftonline.com/8f2b64c1-7f0a-4e0d-9d55-0c2f6f1a3b7e/v2.0");
        await page.GetByLabel("Subject").FillAsync("1f0b1a3c-0000-4000-8000-000000000001");
        await page.GetByLabel("Audiences, with commas between").FillAsync("api://scim");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add federation" }).ClickAsync();
        await Expect(page.GetByTestId("federation")).ToContainTextAsync("api://scim");

        await page.GetByRole(AriaRole.Button, new() { Name = "Delete 1f0b1a3c-0000-4000-8000-000000000001" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Expect(page.GetByTestId("federation")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Federation_OfAnIssuerThatIsNotAllowed_IsRefusedInWords()
    {
        await using Window window = await console.OpenAsync();
        IPage page = window.Page;
        await OpenAsync(window, "Refused");
        await page.GetByLabel("Issuer").FillAsync("http://127.0.0.1/");
        await page.GetByLabel("Subject").FillAsync("x");
        await page.GetByLabel("Audiences, with commas between").FillAsync("y");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add federation" }).ClickAsync();

        await Expect(page.Locator(".mud-alert-filled-error")).ToContainTextAsync("127.0.0.1");
        await Expect(page.GetByTestId("federation")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Connection_HeldByTheDeletionGuard_SaysWhyAndIsResumed()
    {
        await using Window window = await console.OpenAsync();
        IPage page = window.Page;
        await window.GoAsync("t/demo/connections");
        await page.GetByRole(AriaRole.Button, new() { Name = "Edit Demo" }).ClickAsync();
        await page.GetByLabel("Hold after deletions in an hour").FillAsync("1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByText("Saved.")).ToBeVisibleAsync();
        ILocator row = page.GetByTestId("connections").GetByRole(AriaRole.Row).Filter(new() { HasText = "Demo" });

        // The gateway hears of the guard within a second; until then deletions are not counted.
        while (await DeleteSomebodyAsync() != HttpStatusCode.ServiceUnavailable) await Task.Delay(50, Cancel);
        await window.GoAsync("t/demo/connections");
        await Expect(row).ToContainTextAsync("On hold");
        await Expect(row).ToContainTextAsync("More than 1 users were to be deleted");

        await page.GetByRole(AriaRole.Button, new() { Name = "Resume Demo" }).ClickAsync();
        await Expect(row).ToContainTextAsync("Active");
        while (await DeleteSomebodyAsync() != HttpStatusCode.NoContent) await Task.Delay(50, Cancel);
    }

    private static async Task OpenAsync(Window window, string name)
    {
        IPage page = window.Page;
        await window.GoAsync("t/demo/connections");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add connection" }).ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await page.GetByLabel("Identity Provider Tenant ID").FillAsync("8f2b64c1-7f0a-4e0d-9d55-0c2f6f1a3b7e");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = name, Exact = true })).ToBeVisibleAsync();
    }

    private static async Task<(HttpStatusCode Status, string Body)> GrantAsync(string endpoint, string id, string secret)
    {
        using var client = new HttpClient();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = id, ["client_secret"] = secret });
        using HttpResponseMessage answer = await client.PostAsync(new Uri(endpoint), form, Cancel);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }

    private async Task<HttpStatusCode> DeleteSomebodyAsync()
    {
        using var content = new StringContent($$"""{"userName":"{{Guid.NewGuid()}}"}""", System.Text.Encoding.UTF8, "application/scim+json");
        using HttpResponseMessage made = await console.Instance.Client.PostAsync(new Uri("Users", UriKind.Relative), content, Cancel);
        if (!made.IsSuccessStatusCode) return made.StatusCode;
        string id = (string)JsonNode.Parse(await made.Content.ReadAsStringAsync(Cancel))!["id"]!;
        using HttpResponseMessage deleted = await console.Instance.Client.DeleteAsync(new Uri($"Users/{id}", UriKind.Relative), Cancel);
        return deleted.StatusCode;
    }
}
