using MongoDB.Bson;
using MongoDB.Driver;
using Scim.Groups.Subjects;
using Scim.Protocol.Errors;
using Scim.Storage.Mongo;
using Scim.Storage.Resources;

namespace Scim.Groups.Members;

/// <summary>
/// Writes edges. A change writes what is different and raises the group's version, both in one transaction; where
/// nothing is different nothing is written. Its cost is that of the change and not of the group.
/// </summary>
internal sealed class MembershipWriter(
    MongoConnection connection, MembershipStore edges, KnownSubjects subjects, NestingLock nesting, VacantTenants vacant, MembershipMetrics metrics, TimeProvider time)
{
    private readonly ResourceGates _gates = new();

    private IMongoCollection<BsonDocument> Groups => edges.Groups;

    /// <summary>Applies a change of at most <see cref="MembershipStore.MostAtOnce"/> edges.</summary>
    /// <param name="change">The change.</param>
    /// <param name="also">What the same transaction does besides; it is done also where no edge is different.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ScimException">400 invalidValue: a new member was deleted, or would close a cycle, at the same time.</exception>
    public async Task<EdgeOutcome> ApplyAsync(
        EdgeChange change, Func<IClientSessionHandle, CancellationToken, Task>? also, CancellationToken cancellationToken)
    {
        // A look without a transaction first: clients add again whom they added before, which has to cost nothing.
        (List<MemberEdge> missing, List<string> present) = await DifferentAsync(change, cancellationToken);
        bool different = missing.Count > 0 || present.Count > 0;
        if (!different && also is null) return EdgeOutcome.Unchanged;

        if (missing.Count > 0) await vacant.OccupyAsync(change.Call.TenantId, cancellationToken);
        if (missing.Exists(edge => edge.Type == MemberEdge.Group)) await nesting.PrepareAsync(change.Call.TenantId, cancellationToken);

        // Writers of one group meet here and not in the database, where all but one would begin again.
        using ResourceGates.Pass pass = await _gates.EnterAsync($"{change.Call.TenantId}:{change.GroupId}", cancellationToken);
        using IClientSessionHandle session = await connection.Database.Client.StartSessionAsync(options: null, cancellationToken);
        EdgeOutcome applied = await session.WithTransactionAsync(
            async (handle, token) =>
            {
                EdgeOutcome outcome = different ? await RaiseAsync(handle, change, token) : EdgeOutcome.Unchanged;
                if (outcome is EdgeOutcome.Gone or EdgeOutcome.Busy) return outcome;
                await WriteAsync(handle, change, await HoldAsync(handle, change, missing, token), present, token);
                if (also is not null) await also(handle, token);
                return outcome;
            },
            transactionOptions: null,
            cancellationToken);
        if (applied == EdgeOutcome.Changed) metrics.Written(missing.Count, present.Count);
        return applied;
    }

    /// <summary>Takes a deleted member out of every group; how many there were.</summary>
    public async Task<long> RemoveMemberAsync(StoreCall call, string memberId, CancellationToken cancellationToken)
    {
        long removed = 0;
        while (await edges.OfMembersAsync(call.TenantId, [memberId], MembershipStore.MostAtOnce, cancellationToken) is { Count: > 0 } found)
        {
            foreach (MemberEdge edge in found)
            {
                var change = new EdgeChange(call, edge.GroupId, [], [memberId]) { IsCleaning = true };
                if (await ApplyAsync(change, also: null, cancellationToken) == EdgeOutcome.Changed) removed++;
            }
        }

        return removed;
    }

    private async Task<(List<MemberEdge> Missing, List<string> Present)> DifferentAsync(EdgeChange change, CancellationToken cancellationToken)
    {
        HashSet<string> known = await edges.PresentAsync(
            change.Call.TenantId, change.GroupId, change.Added.Select(edge => edge.MemberId).Concat(change.Removed), cancellationToken);
        return ([.. change.Added.Where(edge => !known.Contains(edge.MemberId))], [.. change.Removed.Where(known.Contains)]);
    }

    // The group is written first: two changes of one group meet here, and the later one is tried again.
    private async Task<EdgeOutcome> RaiseAsync(IClientSessionHandle session, EdgeChange change, CancellationToken cancellationToken)
    {
        BsonDocument group = MembershipQueries.Group(change.Call.TenantId, change.GroupId);
        if (!change.IsCleaning) group.Add("job", change.Job is null ? BsonNull.Value : change.Job);
        var now = new BsonDateTime(time.GetUtcNow().UtcDateTime);
        var last = new BsonDocument
        {
            { "actor", change.Call.Actor }, { "connection", change.Call.ConnectionId }, { "requestId", change.Call.RequestId },
            { "changedPaths", new BsonArray { "members" } }, { "at", now }, { "earlier", new BsonArray() },
        };
        var update = new BsonDocument
        {
            { "$inc", new BsonDocument("version", 1L) },
            { "$set", new BsonDocument { { "modified", now }, { "lastChange", last } } },
        };
        UpdateResult raised = await Groups.UpdateOneAsync(session, group, update, options: null, cancellationToken);
        if (raised.MatchedCount > 0 || change.IsCleaning) return EdgeOutcome.Changed;

        BsonDocument live = MembershipQueries.Group(change.Call.TenantId, change.GroupId);
        return await Groups.CountDocumentsAsync(session, live, options: null, cancellationToken) > 0 ? EdgeOutcome.Busy : EdgeOutcome.Gone;
    }

    // Who is deleted or renamed at the same time conflicts with this transaction: a deleted member gets no edge, another
    // one an edge with its present name.
    private async Task<IReadOnlyList<MemberEdge>> HoldAsync(
        IClientSessionHandle session, EdgeChange change, List<MemberEdge> missing, CancellationToken cancellationToken)
    {
        string tenantId = change.Call.TenantId;
        string[] nested = [.. missing.Where(edge => edge.Type == MemberEdge.Group).Select(edge => edge.MemberId)];
        string[] users = [.. missing.Where(edge => edge.Type != MemberEdge.Group).Select(edge => edge.MemberId)];
        Dictionary<string, string> names = await subjects.HoldAsync(session, tenantId, users, cancellationToken);
        bool all = names.Count == users.Length;
        if (nested.Length > 0)
        {
            UpdateResult held = await Groups.UpdateManyAsync(
                session, MembershipQueries.Groups(tenantId, nested), new BsonDocument("$inc", new BsonDocument("held", 1L)), options: null, cancellationToken);
            all &= held.MatchedCount == nested.Length;
            await nesting.HoldAsync(session, tenantId, change.GroupId, nested, cancellationToken);
        }

        if (!all) throw ScimException.InvalidValue("A user or group that is to be a member was deleted at the same time.");
        return [.. missing.Select(edge => names.TryGetValue(edge.MemberId, out string? name) ? edge with { Display = name } : edge)];
    }

    private async Task WriteAsync(
        IClientSessionHandle session, EdgeChange change, IReadOnlyList<MemberEdge> missing, List<string> present, CancellationToken cancellationToken)
    {
        string tenantId = change.Call.TenantId;
        if (missing.Count > 0)
        {
            // An upsert, because another change may have added the same member since the look.
            IEnumerable<WriteModel<BsonDocument>> upserts = missing.Select(edge => new UpdateOneModel<BsonDocument>(
                MembershipQueries.Some(tenantId, change.GroupId, [edge.MemberId]),
                new BsonDocument("$setOnInsert", new BsonDocument
                {
                    { "groupId", change.GroupId }, { "memberId", edge.MemberId }, { "type", edge.Type }, { "display", edge.Display },
                }))
            {
                IsUpsert = true,
            });
            await edges.Edges.BulkWriteAsync(session, upserts, new BulkWriteOptions { IsOrdered = false }, cancellationToken);
        }

        if (present.Count == 0) return;
        await edges.Edges.DeleteManyAsync(session, MembershipQueries.Some(tenantId, change.GroupId, present), options: null, cancellationToken);
    }
}
