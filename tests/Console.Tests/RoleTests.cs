using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Scim.Console.Tests;

/// <summary>Signing in to the console with an OpenID provider, and what each role may see.</summary>
[Collection<ProviderCollection>]
public sealed class RoleTests(ConsoleWithProvider console)
{
    [Fact]
    public async Task Operator_SeesAllTenants()
    {
        await using Window window = await console.OpenAsAsync(ConsoleWithProvider.Operator);

        await Expect(window.Page.GetByRole(AriaRole.Link, new() { Name = "demo" })).ToBeVisibleAsync();
        await Expect(window.Page.GetByText("Olga Operator")).ToBeVisibleAsync();
        await window.GoAsync("t/demo/overview");
        await Expect(window.Page.GetByTestId("users")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Operator_GeneratesAndRevokesACredentialOfTheProduct()
    {
        await using Window window = await console.OpenAsAsync(ConsoleWithProvider.Operator);
        IPage page = window.Page;
        await window.GoAsync("credentials");
        await page.GetByLabel("Name").FillAsync("billing");
        await page.GetByRole(AriaRole.Button, new() { Name = "Generate" }).ClickAsync();

        await Expect(page.Locator("#token")).ToHaveValueAsync(new Regex("^scim_"));
        ILocator row = page.GetByTestId("token-row").Filter(new() { HasText = "billing" });
        await Expect(row).ToContainTextAsync("Active");
        await row.GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await Expect(row).ToContainTextAsync("Revoked");

        await page.GetByLabel("Tenant").FillAsync("demo"); // whose own credentials are others
        await page.GetByLabel("Tenant").BlurAsync();
        await Expect(page.GetByText("No token yet.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Administrator_SeesTheOwnTenantAndNoOther()
    {
        await using Window window = await console.OpenAsAsync(new("adm", "adm-object", "Adam Admin", "administrator:demo"));
        await window.Page.WaitForURLAsync(new Uri(console.Address, "t/demo/overview").AbsoluteUri, new() { WaitUntil = WaitUntilState.Commit });

        await window.GoAsync("t/demo/scim");
        await Expect(window.Page.GetByRole(AriaRole.Button, new() { Name = "Generate Token" })).ToBeVisibleAsync();
        await Expect(window.Page.GetByRole(AriaRole.Link, new() { Name = "Tenants" })).ToHaveCountAsync(0);
        await window.Page.GotoAsync("t/other/users");
        await Expect(window.Page.GetByText("Your role does not allow this tenant.")).ToBeVisibleAsync();
        foreach (string page in (string[])["tenants", "credentials"])
        {
            await window.Page.GotoAsync(page);
            await Expect(window.Page.GetByRole(AriaRole.Heading, new() { Name = "Your role does not allow this page" })).ToBeVisibleAsync();
        }
    }

    [Fact]
    public async Task Member_SeesNothingToManage()
    {
        await using Window window = await console.OpenAsAsync(new("mem", "mem-object", "Mia Member"));
        await Expect(window.Page.GetByText("Your account has no administrator's role")).ToBeVisibleAsync();

        await window.Page.GotoAsync("t/demo/users");
        await Expect(window.Page.GetByRole(AriaRole.Heading, new() { Name = "Your role does not allow this page" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task SignIn_ThatTheProviderRefuses_IsToldInWords()
    {
        await using Window window = await console.OpenAsAsync(null);

        await Expect(window.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("did not sign you in");
    }

    [Fact]
    public async Task SignOut_EndsTheSession()
    {
        await using Window window = await console.OpenAsAsync(ConsoleWithProvider.Operator);
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(window.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("signed out");

        await window.Page.GotoAsync("tenants");
        await Expect(window.Page.GetByRole(AriaRole.Link, new() { Name = "Continue with Contoso" })).ToBeVisibleAsync();
    }
}
