using System.Globalization;

namespace Scim.Conformance.Tests.Cases;

/// <summary>Documents by number, their sections in their own order, clients last, cases by name.</summary>
internal sealed class CaseOrder : IComparer<ConformanceCase>
{
    public static CaseOrder Instance { get; } = new();

    public int Compare(ConformanceCase? left, ConformanceCase? right)
    {
        int suites = Rank(left!.Suite).CompareTo(Rank(right!.Suite));
        if (suites != 0) return suites;
        int sections = CompareSections(left.Section, right.Section);
        return sections != 0 ? sections : string.CompareOrdinal(left.Name, right.Name);
    }

    private static (bool, string) Rank(string suite) => (!suite.StartsWith("rfc", StringComparison.Ordinal), suite);

    private static int CompareSections(string left, string right)
    {
        string[] one = left.Split('.'), other = right.Split('.');
        for (int i = 0; i < Math.Min(one.Length, other.Length); i++)
        {
            bool numbers = int.TryParse(one[i], CultureInfo.InvariantCulture, out int a) & int.TryParse(other[i], CultureInfo.InvariantCulture, out int b);
            int compared = numbers ? a.CompareTo(b) : string.CompareOrdinal(one[i], other[i]);
            if (compared != 0) return compared;
        }

        return one.Length.CompareTo(other.Length);
    }
}
