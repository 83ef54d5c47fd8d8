namespace Scim.Protocol.Filters;

/// <summary>The spellings of <see cref="FilterOperator"/>.</summary>
public static class FilterOperators
{
    private static readonly string[] Names = ["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"];

    /// <summary>The operator as a filter writes it, for example <c>eq</c>.</summary>
    public static string ToScim(this FilterOperator operation) => Names[(int)operation];

    /// <summary>Reads an operator, in any case (RFC 7644 section 3.4.2.2).</summary>
    internal static bool TryParse(ReadOnlySpan<char> word, out FilterOperator operation)
    {
        for (int i = 0; i < Names.Length; i++)
        {
            operation = (FilterOperator)i;
            if (word.Equals(Names[i], StringComparison.OrdinalIgnoreCase)) return true;
        }

        operation = default;
        return false;
    }
}
