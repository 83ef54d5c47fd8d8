using System.Runtime.CompilerServices;
using MongoDB.Bson;
using MongoDB.Driver;
using Scim.Groups.Subjects;
using Scim.Protocol.Errors;
using Scim.Storage.Mongo;
using Scim.Storage.Resources;

namespace Scim.Groups.Members;

/// <summary>
/// The edges between groups and members. A change writes what is different and raises the group's version, both in one
/// transaction; where nothing is different nothing is written. Its cost is that of the change and not of the group.
/// </summary>
internal sealed class MembershipStore(MongoConnection connection, KnownSubjects subjects, TimeProvider time)
{
    public const string GroupCollection = "groups";
    public const string EdgeCollection = "memberships";

    /// <summary>The most edges that one transaction changes.</summary>
    public const int MostAtOnce = 1_000;

    private readonly ResourceGates _gates = new();

    private IMongoCollection<BsonDocument> Edges => connection.Database.GetCollection<BsonDocument>(EdgeCollection);

    private IMongoCollection<BsonDocument> Groups => connection.Database.GetCollection<BsonDocument>(GroupCollection);

    public Task CreateIndexesAsync(CancellationToken cancellationToken) => Edges.Indexes.CreateOneAsync(
        new CreateIndexModel<BsonDocument>(
            new BsonDocument { { "tenantId", 1 }, { "memberId", 1 } }, new CreateIndexOptions<BsonDocument> { Name = "member" }),
        options: null,
        cancellationToken);

    /// <summary>Applies a change; whether anything was different.</summary>
    /// <exception cref="ScimException">404: the group is gone.</exception>
    public async Task<bool> ApplyAsync(EdgeChange change, CancellationToken cancellationToken)
    {
        bool changed = false;
        foreach (MemberEdge[] added in change.Added.Chunk(MostAtOnce))
        {
            changed |= await ApplySomeAsync(change with { Added = added, Removed = [] }, cancellationToken);
        }

        foreach (string[] removed in change.Removed.Chunk(MostAtOnce))
        {
            changed |= await ApplySomeAsync(change with { Added = [], Removed = removed }, cancellationToken);
        }

        return changed;
    }

    /// <summary>The members of a group behind one of them, in the order of their ids, read while they are asked for.</summary>
    public async IAsyncEnumerable<IReadOnlyList<MemberEdge>> ReadAsync(
        string tenantId, string groupId, string after, long limit, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string start = after.Length == 0 ? MembershipId.RangeStart(tenantId, groupId) : new MembershipId(tenantId, groupId, after).ToString();
        var options = new FindOptions<BsonDocument> { Sort = new BsonDocument("_id", 1), BatchSize = MostAtOnce };
        if (limit > 0) options.Limit = (int)Math.Min(limit, int.MaxValue);
        using IAsyncCursor<BsonDocument> cursor = await Edges.FindAsync(OfGroup(tenantId, groupId, start), options, cancellationToken);
        while (await cursor.MoveNextAsync(cancellationToken))
        {
            List<MemberEdge> batch = [.. cursor.Current.Select(Read)];
            if (batch.Count > 0) yield return batch;
        }
    }

    /// <summary>The memberships of some members, at most <paramref name="most"/>.</summary>
    public async Task<List<MemberEdge>> OfMembersAsync(string tenantId, IEnumerable<string> memberIds, int most, CancellationToken cancellationToken)
    {
        var filter = new BsonDocument { { "tenantId", tenantId }, { "memberId", new BsonDocument("$in", new BsonArray(memberIds)) } };
        List<BsonDocument> found = await Edges.Find(filter).Limit(most).ToListAsync(cancellationToken);
        return [.. found.Select(Read)];
    }

    /// <summary>Which of some ids are members of a group.</summary>
    public async Task<HashSet<string>> PresentAsync(string tenantId, string groupId, IEnumerable<string> memberIds, CancellationToken cancellationToken)
    {
        var present = new HashSet<string>(StringComparer.Ordinal);
        foreach (string[] some in memberIds.Chunk(MostAtOnce))
        {
            List<BsonDocument> found = await Edges.Find(Some(tenantId, groupId, some)).Project(new BsonDocument("memberId", 1)).ToListAsync(cancellationToken);
            present.UnionWith(found.Select(edge => edge["memberId"].AsString));
        }

        return present;
    }

    /// <summary>Takes a member out of every group; how many there were.</summary>
    public async Task<long> RemoveMemberAsync(StoreCall call, string memberId, CancellationToken cancellationToken)
    {
        long removed = 0;
        while (await OfMembersAsync(call.TenantId, [memberId], MostAtOnce, cancellationToken) is { Count: > 0 } edges)
        {
            foreach (MemberEdge edge in edges)
            {
                var change = new EdgeChange(call, edge.GroupId, [], [memberId]);
                if (await ApplySomeAsync(change, cancellationToken, groupMayBeGone: true)) removed++;
            }
        }

        return removed;
    }

    /// <summary>Gives a member another name in every group.</summary>
    public Task RenameMemberAsync(string tenantId, string memberId, string name, CancellationToken cancellationToken) => Edges.UpdateManyAsync(
        new BsonDocument { { "tenantId", tenantId }, { "memberId", memberId } },
        new BsonDocument("$set", new BsonDocument("display", name)),
        options: null,
        cancellationToken);

    /// <summary>Deletes what is left of the edges of a group that is gone.</summary>
    public Task RemoveGroupAsync(string tenantId, string groupId, CancellationToken cancellationToken) =>
        Edges.DeleteManyAsync(OfGroup(tenantId, groupId, MembershipId.RangeStart(tenantId, groupId)), cancellationToken);

    private static BsonDocument OfGroup(string tenantId, string groupId, string after) => new()
    {
        { "tenantId", tenantId },
        { "_id", new BsonDocument { { "$gt", after }, { "$lt", MembershipId.RangeEnd(tenantId, groupId) } } },
    };

    private static BsonDocument Some(string tenantId, string groupId, IEnumerable<string> memberIds) => new()
    {
        { "tenantId", tenantId },
        { "_id", new BsonDocument("$in", new BsonArray(memberIds.Select(id => new MembershipId(tenantId, groupId, id).ToString()))) },
    };

    private static MemberEdge Read(BsonDocument edge) =>
        new(edge["groupId"].AsString, edge["memberId"].AsString, edge["type"].AsString, edge.GetValue("display", "").AsString);

    private async Task<bool> ApplySomeAsync(EdgeChange change, CancellationToken cancellationToken, bool groupMayBeGone = false)
    {
        // A look without a transaction first: clients add again whom they added before, which has to cost nothing.
        (List<MemberEdge> missing, List<string> present) = await DifferentAsync(change, cancellationToken);
        if (missing.Count == 0 && present.Count == 0) return false;

        // Writers of one group meet here and not in the database, where all but one would begin again.
        using ResourceGates.Pass pass = await _gates.EnterAsync($"{change.Call.TenantId}:{change.GroupId}", cancellationToken);
        using IClientSessionHandle session = await connection.Database.Client.StartSessionAsync(options: null, cancellationToken);
        return await session.WithTransactionAsync(
            async (handle, token) =>
            {
                long raised = await RaiseAsync(handle, change, token);
                if (raised == 0 && !groupMayBeGone) throw ScimException.NotFound($"There is no Group {change.GroupId}.");
                await HoldAsync(handle, change.Call.TenantId, missing, token);
                await WriteAsync(handle, change, missing, present, token);
                return true;
            },
            transactionOptions: null,
            cancellationToken);
    }

    private async Task<(List<MemberEdge> Missing, List<string> Present)> DifferentAsync(EdgeChange change, CancellationToken cancellationToken)
    {
        HashSet<string> known = await PresentAsync(
            change.Call.TenantId, change.GroupId, change.Added.Select(edge => edge.MemberId).Concat(change.Removed), cancellationToken);
        return ([.. change.Added.Where(edge => !known.Contains(edge.MemberId))], [.. change.Removed.Where(known.Contains)]);
    }

    // The group is written first: two changes of one group meet here, and the later one is tried again.
    private async Task<long> RaiseAsync(IClientSessionHandle session, EdgeChange change, CancellationToken cancellationToken)
    {
        var group = new BsonDocument { { "tenantId", change.Call.TenantId }, { "_id", $"{change.Call.TenantId}:{change.GroupId}" }, { "live", true } };
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
        return (await Groups.UpdateOneAsync(session, group, update, options: null, cancellationToken)).MatchedCount;
    }

    // Who is deleted at the same time conflicts with this transaction: a deleted member gets no edge.
    private async Task HoldAsync(IClientSessionHandle session, string tenantId, List<MemberEdge> missing, CancellationToken cancellationToken)
    {
        string[] nested = [.. missing.Where(edge => edge.Type == MemberEdge.Group).Select(edge => edge.MemberId)];
        string[] users = [.. missing.Where(edge => edge.Type != MemberEdge.Group).Select(edge => edge.MemberId)];
        bool all = await subjects.HoldAsync(session, tenantId, users, cancellationToken);
        if (nested.Length > 0)
        {
            var live = new BsonDocument
            {
                { "tenantId", tenantId },
                { "_id", new BsonDocument("$in", new BsonArray(nested.Select(id => $"{tenantId}:{id}"))) },
                { "live", true },
            };
            var hold = new BsonDocument("$inc", new BsonDocument("held", 1L));
            all &= (await Groups.UpdateManyAsync(session, live, hold, options: null, cancellationToken)).MatchedCount == nested.Length;
        }

        if (!all) throw ScimException.InvalidValue("A user or group that is to be a member was deleted at the same time.");
    }

    private async Task WriteAsync(
        IClientSessionHandle session, EdgeChange change, List<MemberEdge> missing, List<string> present, CancellationToken cancellationToken)
    {
        string tenantId = change.Call.TenantId;
        if (missing.Count > 0)
        {
            // An upsert, because another change may have added the same member since the look.
            IEnumerable<WriteModel<BsonDocument>> upserts = missing.Select(edge => new UpdateOneModel<BsonDocument>(
                Some(tenantId, change.GroupId, [edge.MemberId]),
                new BsonDocument("$setOnInsert", new BsonDocument
                {
                    { "groupId", change.GroupId }, { "memberId", edge.MemberId }, { "type", edge.Type }, { "display", edge.Display },
                }))
            {
                IsUpsert = true,
            });
            await Edges.BulkWriteAsync(session, upserts, new BulkWriteOptions { IsOrdered = false }, cancellationToken);
        }

        if (present.Count > 0) await Edges.DeleteManyAsync(session, Some(tenantId, change.GroupId, present), options: null, cancellationToken);
    }
}
