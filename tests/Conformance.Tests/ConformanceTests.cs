using Scim.Conformance.Tests.Cases;
using Scim.Conformance.Tests.Runs;

namespace Scim.Conformance.Tests;

/// <summary>Each case over HTTP against the whole system.</summary>
public sealed class ConformanceTests(ConformanceRun run)
{
    public static TheoryData<string> Ids() => [.. ConformanceRun.Cases.Select(item => item.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Requirement_OfEachCase_IsMet(string id)
    {
        ConformanceCase item = ConformanceRun.Cases.Single(one => one.Id == id);
        string? failure = await run.OutcomeAsync(item);

        Assert.True(failure is null, $"{item.Level}: {item.Requirement}\n{failure}");
    }

    [Fact]
    public void Ids_OfCases_AreNamesOfTheirOwn() => Assert.Equal(ConformanceRun.Cases.Count, ConformanceRun.Cases.DistinctBy(item => item.Id).Count());
}
