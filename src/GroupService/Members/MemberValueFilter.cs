using Scim.Protocol.Errors;
using Scim.Protocol.Filters;
using Scim.Protocol.Paths;

namespace Scim.Groups.Members;

/// <summary>Value filters on members that name ids: <c>value eq "a"</c>, and such joined with <c>or</c>.</summary>
internal static class MemberValueFilter
{
    /// <summary>The ids that a filter names; 400 invalidFilter for every other filter, for it would have to read the whole group.</summary>
    public static IReadOnlyList<string> Ids(FilterExpression filter) => filter switch
    {
        CompareFilter { Operator: FilterOperator.Equal, Value.Kind: FilterValueKind.String } compare when IsValue(compare.Name) => [compare.Value.Text],
        OrFilter or => [.. or.Operands.SelectMany(Ids).Distinct(StringComparer.Ordinal)],
        _ => throw ScimException.InvalidFilter($"Members are chosen by value eq \"id\", and several with or; not by '{filter}'."),
    };

    private static bool IsValue(AttributeName name) =>
        name is { Schema: null, SubAttribute: null } && name.Attribute.Equals("value", StringComparison.OrdinalIgnoreCase);
}
