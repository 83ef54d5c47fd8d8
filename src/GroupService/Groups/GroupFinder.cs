using Google.Protobuf.WellKnownTypes;
using Scim.Groups.Members;
using Scim.Protocol.Errors;
using Scim.Protocol.Filters;
using Scim.Protocol.Sorting;
using Scim.Protos.Common.V1;
using Scim.Protos.Groups.V1;
using Scim.Storage.Resources;

namespace Scim.Groups.Groups;

/// <summary>Lists groups; a filter on members is answered from the edges of those members, never by reading a group's.</summary>
internal sealed class GroupFinder(ResourceStore<Group> groups, MembershipStore edges)
{
    private const int MostMemberships = 10_000;
    private const int DefaultPageSize = 100;
    private const int MaxPageSize = 1_000;

    public async Task<ResourcePage<Group>> ListAsync(StoreCall call, ListQuery query, FieldMask? mask, CancellationToken cancellationToken)
    {
        GroupFilterPlan plan = GroupFilterPlan.Of(query.Filter.Length == 0 ? null : FilterParser.Parse(query.Filter));
        if (plan.With.Count == 0 && plan.Without.Count == 0) return await groups.ListAsync(call, query, mask, cancellationToken);
        if (query.HasCursor) throw ScimException.InvalidFilter("A list by members has no cursors: it is short, page it by startIndex.");

        List<string> ids = await CandidatesAsync(call, plan, cancellationToken);
        BoundFilter? rest = plan.Document is null ? null : FilterBinder.Bind(plan.Document, call.Type!);
        IReadOnlyList<Group> found = ids.Count == 0 ? [] : await groups.GetManyAsync(call, ids, rest is null && query.SortBy.Length == 0 ? mask : null, cancellationToken);
        List<Group> matches = [.. Ordered(call, found.Where(group => rest is null || FilterEvaluator.Matches(rest, group)), query)];

        int start = Math.Max(1, query.StartIndex);
        int count = query.HasCount ? Math.Clamp(query.Count, 0, MaxPageSize) : DefaultPageSize;
        return new ResourcePage<Group>(
            [.. matches.Skip(start - 1).Take(count).Select(group => AnswerMask.Apply(group, mask))],
            new ListPage { StartIndex = start, TotalResults = matches.Count });
    }

    private static IEnumerable<Group> Ordered(StoreCall call, IEnumerable<Group> groups, ListQuery query)
    {
        IOrderedEnumerable<Group> byId = groups.OrderBy(group => group.Id, StringComparer.Ordinal);
        if (query.SortBy.Length == 0) return byId;
        var order = ResourceOrder.Of(call.Type!, query.SortBy, query.SortOrder);
        return byId.OrderBy(order.KeyOf, Comparer<object?>.Create(order.Compare));
    }

    private async Task<List<string>> CandidatesAsync(StoreCall call, GroupFilterPlan plan, CancellationToken cancellationToken)
    {
        IEnumerable<string> asked = plan.With.Concat(plan.Without);
        if (plan.GroupId is { } groupId)
        {
            HashSet<string> present = await edges.PresentAsync(call.TenantId, groupId, asked, cancellationToken);
            return plan.With.All(present.Contains) && !plan.Without.Any(present.Contains) ? [groupId] : [];
        }

        List<MemberEdge> memberships = await edges.OfMembersAsync(call.TenantId, asked, MostMemberships + 1, cancellationToken);
        if (memberships.Count > MostMemberships) throw ScimException.TooMany($"The members are in more than {MostMemberships} groups.");
        ILookup<string, string> members = memberships.ToLookup(edge => edge.GroupId, edge => edge.MemberId, StringComparer.Ordinal);
        return
        [
            .. members.Where(group => plan.With.All(group.Contains) && !plan.Without.Any(group.Contains)).Select(group => group.Key),
        ];
    }
}
