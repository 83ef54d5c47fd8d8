using System.Runtime.CompilerServices;
using Scim.Conformance.Tests.Cases;
using Scim.Conformance.Tests.Runs;
using Scim.Conformance.Tests.Tables;

namespace Scim.Conformance.Tests;

/// <summary>The tables of docs/conformance.md and docs/clients.md are what the run gave. With SCIM_WRITE_TABLE=1 the test writes them.</summary>
public sealed class TableTests(ConformanceRun run)
{
    [Theory]
    [InlineData("conformance.md", false)]
    [InlineData("clients.md", true)]
    public async Task Table_OfTheDocumentation_IsThatOfTheRun(string document, bool ofClients)
    {
        IEnumerable<Task<(ConformanceCase, string?)>> outcomes = ConformanceRun.Cases.Where(item => (item.Suite == "clients") == ofClients).Select(async item => (item, await run.OutcomeAsync(item)));
        string table = CaseTable.Of(await Task.WhenAll(outcomes));
        string file = Document(document);
        string committed = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        string current = CaseTable.PutInto(committed, table);

        if (Environment.GetEnvironmentVariable("SCIM_WRITE_TABLE") == "1") await File.WriteAllTextAsync(file, current, TestContext.Current.CancellationToken);
        else Assert.True(committed == current, "The table is stale; SCIM_WRITE_TABLE=1 dotnet test --project tests/Conformance.Tests writes it.");
    }

    private static string Document(string name, [CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../docs", name));
}
