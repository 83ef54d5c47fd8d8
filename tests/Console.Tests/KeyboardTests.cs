using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Scim.Console.Tests;

/// <summary>The tutorial's page with the keyboard alone.</summary>
public sealed class KeyboardTests(RunningConsole console) : IClassFixture<RunningConsole>
{
    private const int MostTabs = 80;

    [Fact]
    public async Task Token_GeneratedAndRevoked_WithTheKeyboardAlone()
    {
        await using Window window = await console.OpenAsync();
        IPage page = window.Page;
        await window.GoAsync("t/demo/scim");
        await page.Locator("body").FocusAsync();

        await TabToAsync(page, page.GetByLabel("Token name"));
        await page.Keyboard.PressAsync("Control+A");
        await page.Keyboard.TypeAsync("Typed");
        await TabToAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Generate Token" }));
        Assert.NotEqual("none", await page.EvaluateAsync<string>("() => getComputedStyle(document.activeElement).outlineStyle"));
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByTestId("token")).ToBeVisibleAsync();

        ILocator revoke = page.GetByRole(AriaRole.Button, new() { NameRegex = new("Revoke Typed") });
        await TabToAsync(page, revoke);
        await page.Keyboard.PressAsync("Enter");
        ILocator dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToBeVisibleAsync();
        await Expect(dialog.Locator(":focus")).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("Escape");
        await Expect(dialog).ToHaveCountAsync(0);

        await revoke.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await TabToAsync(page, dialog.GetByRole(AriaRole.Button, new() { Name = "Revoke" }));
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByTestId("token-row").Filter(new() { HasText = "Typed" })).ToContainTextAsync("Revoked");
    }

    [Fact]
    public async Task Skip_OnAPage_LeadsPastTheNavigation()
    {
        await using Window window = await console.OpenAsync();
        await window.GoAsync("t/demo/users");
        await window.Page.EvaluateAsync("() => document.activeElement.blur()");
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Skip to content" }).FocusAsync();
        await window.Page.Keyboard.PressAsync("Enter");
        await window.Page.Keyboard.PressAsync("Tab");

        await Expect(window.Page.GetByLabel("Search")).ToBeFocusedAsync();
    }

    private static async Task TabToAsync(IPage page, ILocator target)
    {
        await Expect(target).ToBeVisibleAsync();
        for (int i = 0; i < MostTabs; i++)
        {
            if (await target.EvaluateAsync<bool>("element => element === document.activeElement")) return;
            await page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail($"The keyboard does not reach {target}.");
    }
}
