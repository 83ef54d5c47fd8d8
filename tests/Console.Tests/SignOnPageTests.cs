using System.Text;
using System.Text.Json;
using static Microsoft.Playwright.Assertions;

namespace Scim.Console.Tests;

/// <summary>The pages that people who sign in see: the look of them, light and dark, wide and small.</summary>
[Collection<ProviderCollection>]
public sealed class SignOnPageTests(ConsoleWithProvider console)
{
    [Theory]
    [InlineData("me", false, 1280)]
    [InlineData("me", true, 1280)]
    [InlineData("me", false, 360)]
    [InlineData("refused", false, 1280)]
    [InlineData("refused", true, 1280)]
    [InlineData("refused", false, 360)]
    public async Task Page_OfSignOn_IsReadableAndFits(string name, bool dark, int width)
    {
        await console.OnceAsync(() => SingleSignOnTests.ConfigureAsync(console));
        string id = Guid.NewGuid().ToString();
        if (name == "me") await ProvisionAsync(id);
        console.Provider.Present = new(id, id, "Adele");
        await using Window window = await console.OpenAsync(signedIn: false, dark: dark, width: width, height: 800);
        await window.Page.GotoAsync(console.Address.GetLeftPart(UriPartial.Authority) + "/sso/demo");
        await Expect(window.Page.Locator("h1")).ToBeVisibleAsync();
        if (width > 360) await PageCheck.PictureAsync(window.Page, name, dark);

        Assert.Equal("[]", await PageCheck.FindingsAsync(window.Page));
        Assert.InRange(await PageCheck.WidthAsync(window.Page), 1, width);
    }

    private async Task ProvisionAsync(string id)
    {
        string user = JsonSerializer.Serialize(new
        {
            userName = $"adele.{id[..4]}@contoso.com",
            externalId = id,
            displayName = "Adele Vance",
            name = new { givenName = "Adele", familyName = "Vance" },
            title = "Retail Manager",
            emails = new[] { new { type = "work", value = "adele@contoso.com" } },
            active = true,
        });
        using var content = new StringContent(user, Encoding.UTF8, "application/scim+json");
        using HttpResponseMessage made = await console.Instance.Client.PostAsync(new Uri("Users", UriKind.Relative), content, TestContext.Current.CancellationToken);
        Assert.True(made.IsSuccessStatusCode);
    }
}
