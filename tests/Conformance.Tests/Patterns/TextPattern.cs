using System.Text.RegularExpressions;

namespace Scim.Conformance.Tests.Patterns;

/// <summary>Compares the value of a header with a pattern: equality, or one of the marks that strings of JSON have.</summary>
internal static class TextPattern
{
    public static string? Difference(string name, string pattern, string? actual, Variables variables)
    {
        bool fits = pattern switch
        {
            "<absent>" => actual is null,
            _ when actual is null => false,
            "<any>" => true,
            ['<', '=', .. var variable, '>'] => variables.Keep(variable, actual),
            ['<', '~', .. var expression, '>'] => Regex.IsMatch(actual, variables.Replace(expression)),
            _ => actual == variables.Replace(pattern),
        };
        return fits ? null : $"The header {name} is {actual ?? "not there"}, not {pattern}";
    }
}
