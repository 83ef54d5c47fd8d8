using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Scim.Console.Tests;

/// <summary>How long the pages of a tenant of a million users take until they show what they have.</summary>
public sealed class LargeTenantTests(LargeTenant console) : IClassFixture<LargeTenant>
{
    private const int Pages = 5;

    [Fact]
    public async Task Pages_OfAMillionUsersAndAGroupOfAllOfThem_AreThereWithinASecond()
    {
        await using Window window = await console.OpenAsync();
        IPage page = window.Page;
        await window.GoAsync("t/demo/users"); // what is compiled and read once
        var times = new List<(string What, double Milliseconds)>
        {
            ("users", await TimeAsync(() => window.GoAsync("t/demo/users"))),
            ("search for one of them", await TimeAsync(async () =>
            {
                await page.GetByLabel("Search").FillAsync(LargeTenant.UserName(777_777));
                await Expect(page.GetByRole(AriaRole.Link, new() { Name = $"{LargeTenant.UserName(777_777)}@contoso.com" })).ToBeVisibleAsync();
            })),
            ("a user", await TimeAsync(() => window.GoAsync($"t/demo/users/{LargeTenant.Id(500_000)}"))),
            ("groups", await TimeAsync(() => window.GoAsync("t/demo/groups"))),
            ("the group of all", await TimeAsync(async () =>
            {
                await window.GoAsync($"t/demo/groups/{console.Group}");
                await Expect(page.GetByTestId("members")).ToContainTextAsync("Vance");
            })),
        };
        await window.GoAsync("t/demo/users");
        for (int i = 0; i < Pages; i++)
        {
            string first = await page.Locator("table.list tbody tr a").First.InnerTextAsync();
            times.Add(($"page {i + 2} of users", await TimeAsync(async () =>
            {
                await page.GetByRole(AriaRole.Button, new() { Name = "Next" }).ClickAsync();
                await Expect(page.Locator("table.list tbody tr a").First).Not.ToHaveTextAsync(first);
            })));
        }

        foreach ((string what, double milliseconds) in times) TestContext.Current.TestOutputHelper?.WriteLine($"{what}: {milliseconds:N0} ms");
        Assert.All(times, time => Assert.InRange(time.Milliseconds, 0, 1_000));
    }

    private static async Task<double> TimeAsync(Func<Task> act)
    {
        long start = TimeProvider.System.GetTimestamp();
        await act();
        return TimeProvider.System.GetElapsedTime(start).TotalMilliseconds;
    }
}
