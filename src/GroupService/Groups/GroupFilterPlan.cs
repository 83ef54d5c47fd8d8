using Scim.Protocol.Errors;
using Scim.Protocol.Filters;
using Scim.Protocol.Paths;

namespace Scim.Groups.Groups;

/// <summary>
/// How a filter on groups is answered without reading members: the part that a group's own document answers, and member
/// ids that are looked up as edges. docs/groups.md has the table of what is supported and what it examines.
/// </summary>
/// <param name="Document">The filter on documents, or null for all.</param>
/// <param name="With">Every one of these is a member.</param>
/// <param name="Without">None of these is a member. Not empty only where <paramref name="GroupId"/> or <paramref name="With"/> bounds the groups.</param>
/// <param name="GroupId">The one group that can match, or null.</param>
internal sealed record GroupFilterPlan(
    FilterExpression? Document,
    IReadOnlyList<string> With,
    IReadOnlyList<string> Without,
    string? GroupId)
{
    /// <summary>Plans a filter; 400 invalidFilter where it would have to read the members of many groups.</summary>
    public static GroupFilterPlan Of(FilterExpression? filter)
    {
        var document = new List<FilterExpression>();
        var with = new List<string>();
        var without = new List<string>();
        string? groupId = null;
        foreach (FilterExpression term in Terms(filter))
        {
            if (MemberId(term) is { } member) with.Add(member);
            else if (term is NotFilter not && MemberId(not.Operand) is { } absent) without.Add(absent);
            else if (NamesMembers(term)) throw Refused(term);
            else document.Add(term);

            if (IdEquals(term) is { } id) groupId = id;
        }

        if (without.Count > 0 && groupId is null && with.Count == 0)
            throw ScimException.InvalidFilter("not (members.value eq …) needs a member or an id beside it: alone it would read every group.");

        FilterExpression? rest = document.Count switch { 0 => null, 1 => document[0], _ => new AndFilter(document) };
        return new GroupFilterPlan(rest, [.. with.Distinct(StringComparer.Ordinal)], [.. without.Distinct(StringComparer.Ordinal)], groupId);
    }

    private static IEnumerable<FilterExpression> Terms(FilterExpression? filter) => filter switch
    {
        null => [],
        AndFilter and => and.Operands.SelectMany(Terms),
        NotFilter { Operand: NotFilter twice } => Terms(twice.Operand),
        _ => [filter],
    };

    // members eq "x", members.value eq "x", members[value eq "x"]
    private static string? MemberId(FilterExpression term) => term switch
    {
        CompareFilter { Operator: FilterOperator.Equal, Value.Kind: FilterValueKind.String } compare
            when IsMembers(compare.Name) && compare.Name.SubAttribute is var sub && (sub is null || Same(sub, "value")) => compare.Value.Text,
        ValuePathFilter { Filter: CompareFilter { Operator: FilterOperator.Equal, Value.Kind: FilterValueKind.String } inner } path
            when IsMembers(path.Name) && Same(inner.Name.ToString(), "value") => inner.Value.Text,
        _ => null,
    };

    private static string? IdEquals(FilterExpression term) =>
        term is CompareFilter { Operator: FilterOperator.Equal, Value.Kind: FilterValueKind.String, Name.SubAttribute: null } compare
        && Same(compare.Name.Attribute, "id")
            ? compare.Value.Text
            : null;

    private static bool NamesMembers(FilterExpression term) => term switch
    {
        AndFilter and => and.Operands.Any(NamesMembers),
        OrFilter or => or.Operands.Any(NamesMembers),
        NotFilter not => NamesMembers(not.Operand),
        CompareFilter compare => IsMembers(compare.Name),
        PresentFilter present => IsMembers(present.Name),
        ValuePathFilter path => IsMembers(path.Name),
        _ => false,
    };

    private static ScimException Refused(FilterExpression term) => ScimException.InvalidFilter(
        $"Groups are found by members.value eq \"id\", joined with other terms by and; not by '{term}'.");

    private static bool IsMembers(AttributeName name) => Same(name.Attribute, "members");

    private static bool Same(string left, string right) => left.Equals(right, StringComparison.OrdinalIgnoreCase);
}
