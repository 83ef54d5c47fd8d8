using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Scim.Console.Tests;

/// <summary>The users who were provisioned sign in with the customer's provider.</summary>
[Collection<ProviderCollection>]
public sealed class SingleSignOnTests(ConsoleWithProvider console) : IAsyncLifetime
{
    private const string Contact = "the service desk, telephone 1234";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Origin => console.Address.GetLeftPart(UriPartial.Authority);

    public async ValueTask InitializeAsync() => await console.OnceAsync(() => ConfigureAsync(console));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task SignIn_OfAnActiveUser_ShowsTheOwnDataAndGivesAJwt()
    {
        string user = await ProvisionAsync("active", "Adele Vance");
        await PostAsync("Groups", new JsonObject { ["displayName"] = "Sales", ["members"] = new JsonArray(new JsonObject { ["value"] = user }) });
        await using Window window = await SignInAsync(new("s-active", "active", "Adele"));

        await window.Page.WaitForURLAsync(Origin + "/me");
        await Expect(window.Page.GetByRole(AriaRole.Heading, new() { Name = "Adele Vance" })).ToBeVisibleAsync();
        await Expect(window.Page.GetByText("Sales")).ToBeVisibleAsync();
        (int status, JsonNode? body) = await TokenAsync(window);
        Assert.Equal(200, status);
        await VerifyAsync((string)body!["token"]!, user);

        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(window.Page.GetByRole(AriaRole.Heading, new() { Name = "You are signed out" })).ToBeVisibleAsync();
        Assert.Equal(401, (await TokenAsync(window)).Status);
    }

    [Fact]
    public async Task Session_OfAUserWhoIsDisabled_EndsAndIsNotBegunAgain()
    {
        string user = await ProvisionAsync("leaver", "Lee Leaver");
        await using Window window = await SignInAsync(new("s-leaver", "leaver", "Lee"));
        await window.Page.WaitForURLAsync(Origin + "/me");
        await SendAsync(HttpMethod.Patch, $"Users/{user}", """{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"Replace","path":"active","value":"False"}]}""");

        // Nothing is remembered: what is left of the session is a JWT of a minute at most.
        Assert.Equal(401, (await TokenAsync(window)).Status);
        await window.Page.GotoAsync(Origin + "/me");
        await Expect(window.Page.GetByRole(AriaRole.Heading, new() { Name = "You are not signed in" })).ToBeVisibleAsync();
        await RefusedAsync(new("s-leaver", "leaver", "Lee"), "is disabled");
    }

    [Fact]
    public async Task SignIn_OfAnUnknownUser_IsRefusedAndSaysWhomToAsk() => await RefusedAsync(new("s-nobody", "nobody", "Nobody"), "is not known here");

    [Fact]
    public async Task SignIn_OfAnotherAccountWithTheSameClaim_IsRefusedUntilTheFirstIsForgotten()
    {
        string user = await ProvisionAsync("twice", "Tina Twice");
        await using (Window first = await SignInAsync(new("s-first", "twice", "Tina"))) await first.Page.WaitForURLAsync(Origin + "/me");
        await RefusedAsync(new("s-second", "twice", "Not Tina"), "belongs to another account");

        await using (Window window = await console.OpenAsync())
        {
            await window.GoAsync($"t/demo/users/{user}");
            await window.Page.GetByRole(AriaRole.Button, new() { Name = "Forget sign-in account" }).ClickAsync();
            await window.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Forget", Exact = true }).ClickAsync();
            await Expect(window.Page.GetByText("Forgotten.")).ToBeVisibleAsync();
        }

        await using Window again = await SignInAsync(new("s-second", "twice", "Tina"));
        await again.Page.WaitForURLAsync(Origin + "/me");
    }

    [Fact]
    public async Task SignIn_OfABoundAccountWithoutTheClaim_GoesOnAndOfADeletedUserIsRefused()
    {
        string user = await ProvisionAsync("bound", "Bo Bound");
        await using (Window first = await SignInAsync(new("s-bound", "bound", "Bo"))) await first.Page.WaitForURLAsync(Origin + "/me");
        await using (Window second = await SignInAsync(new("s-bound", "another", "Bo"))) await second.Page.WaitForURLAsync(Origin + "/me");
        using HttpResponseMessage deleted = await console.Instance.Client.DeleteAsync(new Uri($"Users/{user}", UriKind.Relative), Cancel);

        await RefusedAsync(new("s-bound", "bound", "Bo"), "was removed");
    }

    [Fact]
    public async Task SignIn_WithoutThisBrowsersState_IsRefused()
    {
        await using Window window = await console.OpenAsync(signedIn: false);
        await window.Page.GotoAsync($"{Origin}/sso/demo/return?state={new string('a', 43)}&code=stolen");

        await Expect(window.Page.GetByTestId("why")).ToContainTextAsync("was cancelled, took too long");
    }

    [Theory]
    [InlineData("https://elsewhere.example/", "/me")]
    [InlineData("//elsewhere.example/", "/me")]
    [InlineData("/me?out=1", "/me?out=1")]
    public async Task SignIn_WithAWayBack_LeadsNowhereElse(string asked, string expected)
    {
        string way = Guid.NewGuid().ToString();
        await ProvisionAsync(way, "Wim Way");
        console.Provider.Present = new(way, way, "Wim");
        await using Window window = await console.OpenAsync(signedIn: false);
        await window.Page.GotoAsync($"{Origin}/sso/demo?returnUrl={Uri.EscapeDataString(asked)}");

        Assert.Equal(Origin + expected, window.Page.Url);
    }

    [Fact]
    public async Task SignIn_ToATenantWithoutIt_IsRefused()
    {
        await using Window window = await console.OpenAsync(signedIn: false);
        await window.Page.GotoAsync(Origin + "/sso/nowhere");

        await Expect(window.Page.GetByTestId("why")).ToContainTextAsync("single sign-on is not switched on");
    }

    /// <summary>Sets up single sign-on of the tenant "demo" as its administrator does.</summary>
    internal static async Task ConfigureAsync(ConsoleWithProvider console)
    {
        await using Window window = await console.OpenAsync();
        IPage page = window.Page;
        await window.GoAsync("t/demo/sign-on");
        await page.GetByLabel("People may sign in").CheckAsync();
        await page.GetByLabel("Connection that provisions them").SelectOptionAsync("Demo");
        await page.GetByLabel("Issuer").FillAsync(console.Provider.Issuer);
        await page.GetByLabel("Client ID").FillAsync(OpenIdProvider.ClientId);
        await page.GetByLabel("Client secret").FillAsync(OpenIdProvider.ClientSecret);
        await page.GetByLabel("Whom people ask").FillAsync(Contact);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByText("Saved.")).ToBeVisibleAsync();
    }

    private static async Task<(int Status, JsonNode? Body)> TokenAsync(Window window)
    {
        IAPIResponse answer = await window.Page.APIRequest.PostAsync(new Uri(new Uri(window.Page.Url), "/me/token").AbsoluteUri);
        return (answer.Status, JsonNode.Parse(await answer.TextAsync()));
    }

    private async Task<Window> SignInAsync(OpenIdProvider.Account account)
    {
        console.Provider.Present = account;
        Window window = await console.OpenAsync(signedIn: false);
        await window.Page.GotoAsync(Origin + "/sso/demo");
        return window;
    }

    private async Task RefusedAsync(OpenIdProvider.Account account, string why)
    {
        await using Window window = await SignInAsync(account);
        await Expect(window.Page.GetByTestId("why")).ToContainTextAsync(why);
        await Expect(window.Page.GetByTestId("contact")).ToContainTextAsync(Contact);
        Assert.Equal(401, (await TokenAsync(window)).Status);
    }

    // As a service of the product does it: with what is published, and nothing else.
    private async Task VerifyAsync(string token, string user)
    {
        using var client = new HttpClient();
        var keys = new JsonWebKeySet(await client.GetStringAsync(new Uri(Origin + "/.well-known/jwks.json"), Cancel));
        TokenValidationResult result = await new JsonWebTokenHandler { MapInboundClaims = false }.ValidateTokenAsync(token, new TokenValidationParameters
        {
            IssuerSigningKeys = keys.GetSigningKeys(),
            ValidTypes = ["session+jwt"],
            ValidAudience = "product",
            ValidateIssuer = false,
        });

        Assert.True(result.IsValid, result.Exception?.Message);
        Assert.Equal((user, "demo"), ((string)result.Claims["sub"], (string)result.Claims["tenant_id"]));
        Assert.InRange(result.SecurityToken.ValidTo - result.SecurityToken.ValidFrom, TimeSpan.Zero, TimeSpan.FromMinutes(1));
    }

    private Task<string> ProvisionAsync(string objectId, string name) => PostAsync("Users", new JsonObject
    {
        ["userName"] = $"{objectId}.{Guid.NewGuid():N}@contoso.com", ["externalId"] = objectId, ["displayName"] = name, ["active"] = true,
    });

    private async Task<string> PostAsync(string path, JsonObject resource) => (string)JsonNode.Parse(await SendAsync(HttpMethod.Post, path, resource.ToJsonString()))!["id"]!;

    private async Task<string> SendAsync(HttpMethod method, string path, string json)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = new StringContent(json, Encoding.UTF8, "application/scim+json") };
        using HttpResponseMessage response = await console.Instance.Client.SendAsync(request, Cancel);
        string body = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.NoContent, body);
        return body;
    }
}
