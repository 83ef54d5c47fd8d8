namespace Scim.EmbeddedMongo.Tests.Golden;

/// <summary>
/// Replays what a real server answered. What this server refuses is counted and printed; a wrong answer, one that is
/// neither the recorded one nor a refusal, fails.
/// </summary>
public sealed class GoldenTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("01-find-filters")]
    [InlineData("02-sort-projection-cursors")]
    [InlineData("03-update")]
    [InlineData("04-findandmodify-delete-bulk")]
    [InlineData("05-indexes")]
    [InlineData("06-aggregate")]
    [InlineData("07-admin")]
    [InlineData("08-transactions-retry-changestreams")]
    public async Task Replay_OfRecordedCases_GivesNoWrongAnswer(string area)
    {
        Assert.SkipWhen(GoldenFolder.Path is null, GoldenFolder.Missing);
        await using var fixture = new Driver.ServerFixture();
        await fixture.InitializeAsync();
        using var client = new WireClient();
        await client.ConnectAsync(fixture.Server.EndPoint, TestContext.Current.CancellationToken);
        var replay = new GoldenReplay(client);

        var results = new List<GoldenResult>();
        foreach (GoldenCase golden in GoldenFolder.Read(area)) results.Add(await replay.RunAsync(golden, TestContext.Current.CancellationToken));

        output.WriteLine(string.Join(", ", results.CountBy(result => result.Outcome).Select(count => $"{count.Key}: {count.Value}")));
        foreach (GoldenResult result in results.Where(result => result.Outcome != GoldenOutcome.Identical))
        {
            output.WriteLine($"{result.Outcome} {result.Case.Name}: {result.Difference}");
        }

        Assert.DoesNotContain(results, result => result.Outcome == GoldenOutcome.Wrong && !KnownDifferences.Names(result.Case));
    }
}
