using System.Text;
using Scim.Conformance.Tests.Cases;

namespace Scim.Conformance.Tests.Tables;

/// <summary>A table of docs/conformance.md or docs/clients.md: cases with what came of each.</summary>
internal static class CaseTable
{
    private const string Begin = "<!-- cases: written by tests/Conformance.Tests -->";
    private const string End = "<!-- end of cases -->";

    /// <summary>The table, by documents and clients.</summary>
    public static string Of(IEnumerable<(ConformanceCase Case, string? Failure)> outcomes)
    {
        (ConformanceCase Case, string? Failure)[] all = [.. outcomes];
        var text = new StringBuilder();
        text.Append(Begin).Append('\n');
        text.Append($"\n{all.Length} cases: {all.Count(item => State(item) == "met")} met, {all.Count(item => item.Case.Deviation.Length > 0)} deviations, {all.Count(item => item.Failure is not null)} failing.\n");
        foreach (IGrouping<string, (ConformanceCase Case, string? Failure)> suite in all.GroupBy(item => item.Case.Suite))
        {
            text.Append($"\n### {Title(suite.Key)}\n\n| {(suite.Key == "clients" ? "client" : "section")} | case | requirement | state |\n|---|---|---|---|\n");
            foreach ((ConformanceCase Case, string? Failure) item in suite)
            {
                text.Append($"| {item.Case.Section} | {item.Case.Name} | {item.Case.Level}: {Cell(item.Case.Requirement)} | {Cell(State(item))} |\n");
            }
        }

        return text.Append('\n').Append(End).ToString();
    }

    /// <summary>A document with the table in the place of the one that it has.</summary>
    public static string PutInto(string document, string table)
    {
        int begin = document.IndexOf(Begin, StringComparison.Ordinal), end = document.IndexOf(End, StringComparison.Ordinal);
        if (begin < 0 || end < begin) throw new FormatException($"The document has no place for the table: {Begin} and {End}.");
        return string.Concat(document.AsSpan(0, begin), table, document.AsSpan(end + End.Length));
    }

    private static string State((ConformanceCase Case, string? Failure) item) => item switch
    {
        { Failure: not null } => "fails",
        { Case.Deviation.Length: > 0 } => $"deviates: {item.Case.Deviation}",
        _ => "met",
    };

    private static string Title(string suite) => suite.StartsWith("rfc", StringComparison.Ordinal) ? $"RFC {suite[3..]}" : char.ToUpperInvariant(suite[0]) + suite[1..];

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
