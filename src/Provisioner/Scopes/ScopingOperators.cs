namespace Scim.Provisioning.Scopes;

/// <summary>The operators by the names that Entra's page shows; blanks and underscores are the same.</summary>
internal static class ScopingOperators
{
    private static readonly Dictionary<string, ScopingOperator> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["&"] = ScopingOperator.And,
        ["!&"] = ScopingOperator.NotAnd,
        ["ENDS_WITH"] = ScopingOperator.EndsWith,
        ["EQUALS"] = ScopingOperator.Equals,
        ["NOT_EQUALS"] = ScopingOperator.NotEquals,
        ["GREATER_THAN"] = ScopingOperator.GreaterThan,
        ["GREATER_THAN_OR_EQUALS"] = ScopingOperator.GreaterThanOrEquals,
        ["INCLUDES"] = ScopingOperator.Includes,
        ["IS_TRUE"] = ScopingOperator.IsTrue,
        ["IS_FALSE"] = ScopingOperator.IsFalse,
        ["IS_NULL"] = ScopingOperator.IsNull,
        ["IS_NOT_NULL"] = ScopingOperator.IsNotNull,
        ["REGEX_MATCH"] = ScopingOperator.RegexMatch,
        ["NOT_REGEX_MATCH"] = ScopingOperator.NotRegexMatch,
    };

    public static ScopingOperator Parse(string name) =>
        Known.TryGetValue(name.Trim().Replace(' ', '_'), out ScopingOperator found)
            ? found
            : throw new FormatException($"there is no operator '{name}'; there are {string.Join(", ", Known.Keys)}.");

    public static bool NeedsValue(this ScopingOperator op) =>
        op is not (ScopingOperator.IsTrue or ScopingOperator.IsFalse or ScopingOperator.IsNull or ScopingOperator.IsNotNull);
}
