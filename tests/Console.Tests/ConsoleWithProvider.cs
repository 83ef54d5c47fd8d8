using Microsoft.Playwright;

namespace Scim.Console.Tests;

/// <summary>The all-in-one process whose console signs people in at an OpenID provider on this machine.</summary>
public sealed class ConsoleWithProvider : RunningConsole
{
    /// <summary>Somebody who operates the product.</summary>
    public static OpenIdProvider.Account Operator { get; } = new("op", "op-object", "Olga Operator", "operator");

    public OpenIdProvider Provider { get; private set; } = null!;

    protected override Dictionary<string, string> Settings => new(base.Settings)
    {
        ["SCIM_Console__OpenId__Authority"] = Provider.Issuer,
        ["SCIM_Console__OpenId__ClientId"] = OpenIdProvider.ClientId,
        ["SCIM_Console__OpenId__ClientSecret"] = OpenIdProvider.ClientSecret,
        ["SCIM_Console__OpenId__DisplayName"] = "Contoso",
        ["SCIM_Console__OpenId__RequireHttps"] = "false",
        ["SCIM_Console__SignOn__AllowPrivateProviders"] = "true",
    };

    public override async ValueTask InitializeAsync()
    {
        Provider = await OpenIdProvider.StartAsync();
        await base.InitializeAsync();
    }

    /// <summary>A window in which an account of the provider has signed in to the console.</summary>
    public async Task<Window> OpenAsAsync(OpenIdProvider.Account? account)
    {
        Window window = await OpenAsync(signedIn: false);
        Provider.Present = account;
        await window.Page.GotoAsync("sign-in");
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Continue with Contoso" }).ClickAsync();
        return window;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Provider.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected override async Task SignInAsync(IPage page)
    {
        Provider.Present = Operator;
        page.SetDefaultTimeout(120_000); // everything is slow the first time, and other classes start at the same moment
        await page.GotoAsync(new Uri(Address, "sign-in").AbsoluteUri);
        await page.GetByRole(AriaRole.Link, new() { Name = "Continue with Contoso" }).ClickAsync();
        await page.WaitForURLAsync(new Uri(Address, "tenants").AbsoluteUri);
    }
}
