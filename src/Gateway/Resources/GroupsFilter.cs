using Scim.Protocol.Errors;
using Scim.Protocol.Filters;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;

namespace Scim.Gateway.Resources;

/// <summary>
/// How a filter on users that names <c>groups</c> is answered, which UserService does not know: by the few users that
/// another term looks up, or by the users of one group. Whatever else there is decides about each of them.
/// </summary>
/// <param name="Lookup">The terms that UserService answers, one of them a lookup; null where a group leads to the users.</param>
/// <param name="GroupId">The group that leads to the users; "" with <paramref name="Lookup"/>.</param>
/// <param name="Rest">What else has to hold, with the user's groups; null for nothing.</param>
internal sealed record GroupsFilter(FilterExpression? Lookup, string GroupId, BoundFilter? Rest)
{
    private const string Groups = "groups";
    private static readonly string[] Lookups = ["id", "userName", "externalId"];

    /// <summary>Plans a filter on the users of a tenant; null where it does not name groups.</summary>
    /// <exception cref="ScimException">400 invalidFilter: it is none, or would have to look at all users.</exception>
    public static GroupsFilter? Of(string text, ScimResourceType type)
    {
        if (!text.Contains(Groups, StringComparison.OrdinalIgnoreCase)) return null;
        FilterExpression filter = FilterParser.Parse(text);
        if (!NamesGroups(filter)) return null;

        FilterExpression[] terms = [.. Terms(filter)];
        FilterExpression[] own = [.. terms.Where(term => !NamesGroups(term))];
        FilterExpression[] others = [.. terms.Where(NamesGroups)];
        if (Array.Exists(own, IsLookup)) return new GroupsFilter(Join(own), "", Bind(others, type));

        FilterExpression leading = Array.Find(others, term => GroupOf(term) is not null)
            ?? throw ScimException.InvalidFilter(
                "Users are found by groups.value eq \"id\", joined with other terms by and; a filter that names groups otherwise needs id, userName or externalId beside it.");
        IEnumerable<FilterExpression> rest = leading is CompareFilter ? terms.Where(term => !ReferenceEquals(term, leading)) : terms;
        return new GroupsFilter(null, GroupOf(leading)!, Bind([.. rest], type));
    }

    private static IEnumerable<FilterExpression> Terms(FilterExpression filter) => filter switch
    {
        AndFilter and => and.Operands.SelectMany(Terms),
        NotFilter { Operand: NotFilter twice } => Terms(twice.Operand),
        _ => [filter],
    };

    // groups eq "g", groups.value eq "g", groups[value eq "g" and type eq "direct"]
    private static string? GroupOf(FilterExpression term) => term switch
    {
        CompareFilter { Operator: FilterOperator.Equal, Value.Kind: FilterValueKind.String } compare
            when IsGroups(compare.Name) && (compare.Name.SubAttribute is null || Same(compare.Name.SubAttribute, "value")) => compare.Value.Text,
        ValuePathFilter path when IsGroups(path.Name) => Terms(path.Filter).Select(ValueOf).FirstOrDefault(id => id is not null),
        _ => null,
    };

    private static string? ValueOf(FilterExpression inner) =>
        inner is CompareFilter { Operator: FilterOperator.Equal, Value.Kind: FilterValueKind.String } compare && Same(compare.Name.ToString(), "value")
            ? compare.Value.Text
            : null;

    private static bool IsLookup(FilterExpression term) =>
        term is CompareFilter { Operator: FilterOperator.Equal, Value.Kind: FilterValueKind.String, Name.SubAttribute: null } compare
        && Array.Exists(Lookups, name => Same(name, compare.Name.Attribute));

    private static bool NamesGroups(FilterExpression term) => term switch
    {
        AndFilter and => and.Operands.Any(NamesGroups),
        OrFilter or => or.Operands.Any(NamesGroups),
        NotFilter not => NamesGroups(not.Operand),
        CompareFilter compare => IsGroups(compare.Name),
        PresentFilter present => IsGroups(present.Name),
        ValuePathFilter path => IsGroups(path.Name),
        _ => false,
    };

    private static FilterExpression Join(FilterExpression[] terms) => terms.Length == 1 ? terms[0] : new AndFilter(terms);

    private static BoundFilter? Bind(FilterExpression[] terms, ScimResourceType type) => terms.Length == 0 ? null : FilterBinder.Bind(Join(terms), type);

    private static bool IsGroups(AttributeName name) => Same(name.Attribute, Groups);

    private static bool Same(string left, string right) => left.Equals(right, StringComparison.OrdinalIgnoreCase);
}
