using System.Runtime.CompilerServices;
using MongoDB.Bson;
using MongoDB.Driver;
using Scim.Storage.Mongo;

namespace Scim.Groups.Members;

/// <summary>The edges between groups and members, as they are read.</summary>
internal sealed class MembershipStore(MongoConnection connection)
{
    public const string GroupCollection = "groups";
    public const string EdgeCollection = "memberships";

    /// <summary>The most edges that one transaction changes.</summary>
    public const int MostAtOnce = 1_000;

    public IMongoCollection<BsonDocument> Edges { get; } = connection.Database.GetCollection<BsonDocument>(EdgeCollection);

    public IMongoCollection<BsonDocument> Groups { get; } = connection.Database.GetCollection<BsonDocument>(GroupCollection);

    /// <summary>Who is a member where; and which groups are nested in others, an index of those few edges only.</summary>
    public Task CreateIndexesAsync(CancellationToken cancellationToken) => Edges.Indexes.CreateManyAsync(
        [
            new CreateIndexModel<BsonDocument>(
                new BsonDocument { { "tenantId", 1 }, { "memberId", 1 } }, new CreateIndexOptions<BsonDocument> { Name = "member" }),
            new CreateIndexModel<BsonDocument>(
                new BsonDocument { { "tenantId", 1 }, { "groupId", 1 } },
                new CreateIndexOptions<BsonDocument> { Name = "nested", PartialFilterExpression = new BsonDocument("type", MemberEdge.Group) }),
        ],
        options: null,
        cancellationToken);

    /// <summary>Whether a group exists, and the job that changes its members, "" for none.</summary>
    public async Task<(bool Exists, string Job)> FindGroupAsync(string tenantId, string groupId, CancellationToken cancellationToken)
    {
        BsonDocument? group = await Groups.Find(MembershipQueries.Group(tenantId, groupId))
            .Project(new BsonDocument("job", 1)).FirstOrDefaultAsync(cancellationToken);
        return (group is not null, group?.GetValue("job", "").AsString ?? "");
    }

    /// <summary>The members of a group behind one of them, in the order of their ids, read while they are asked for.</summary>
    public async IAsyncEnumerable<IReadOnlyList<MemberEdge>> ReadAsync(
        string tenantId, string groupId, string after, long limit, [EnumeratorCancellation] CancellationToken cancellationToken, int batchSize = MostAtOnce)
    {
        string start = after.Length == 0 ? MembershipId.RangeStart(tenantId, groupId) : new MembershipId(tenantId, groupId, after).ToString();
        var options = new FindOptions<BsonDocument, MemberEdge>
        {
            Sort = new BsonDocument("_id", 1), BatchSize = batchSize, Projection = new EdgeSerializer(groupId).Projection,
        };
        if (limit > 0) options.Limit = (int)Math.Min(limit, int.MaxValue);
        using IAsyncCursor<MemberEdge> cursor = await Edges.FindAsync(MembershipQueries.OfGroup(tenantId, groupId, start), options, cancellationToken);
        while (await cursor.MoveNextAsync(cancellationToken))
        {
            IReadOnlyList<MemberEdge> batch = cursor.Current as IReadOnlyList<MemberEdge> ?? [.. cursor.Current];
            if (batch.Count > 0) yield return batch;
        }
    }

    /// <summary>The groups that are members of some groups, at most <paramref name="most"/>.</summary>
    public async Task<List<string>> NestedAsync(string tenantId, IEnumerable<string> groupIds, int most, CancellationToken cancellationToken)
    {
        var filter = new BsonDocument
        {
            { "tenantId", tenantId }, { "groupId", new BsonDocument("$in", new BsonArray(groupIds)) }, { "type", MemberEdge.Group },
        };
        List<BsonDocument> found = await Edges.Find(filter).Limit(most).Project(new BsonDocument("memberId", 1)).ToListAsync(cancellationToken);
        return [.. found.Select(edge => edge["memberId"].AsString)];
    }

    /// <summary>The memberships of some members, at most <paramref name="most"/>.</summary>
    public async Task<List<MemberEdge>> OfMembersAsync(string tenantId, IEnumerable<string> memberIds, int most, CancellationToken cancellationToken)
    {
        var filter = new BsonDocument { { "tenantId", tenantId }, { "memberId", new BsonDocument("$in", new BsonArray(memberIds)) } };
        List<BsonDocument> found = await Edges.Find(filter).Limit(most).ToListAsync(cancellationToken);
        return [.. found.Select(Read)];
    }

    /// <summary>The groups that hold some members, at most <paramref name="most"/>; with a session as its transaction sees them.</summary>
    public async Task<IReadOnlyCollection<string>> HoldersAsync(
        string tenantId, IEnumerable<string> memberIds, int most, CancellationToken cancellationToken, IClientSessionHandle? session = null)
    {
        var filter = new BsonDocument { { "tenantId", tenantId }, { "memberId", new BsonDocument("$in", new BsonArray(memberIds)) } };
        IFindFluent<BsonDocument, BsonDocument> find = session is null ? Edges.Find(filter) : Edges.Find(session, filter);
        List<BsonDocument> found = await find.Limit(most).Project(new BsonDocument("groupId", 1)).ToListAsync(cancellationToken);
        return [.. found.Select(edge => edge["groupId"].AsString).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Which of some ids are members of a group.</summary>
    public async Task<HashSet<string>> PresentAsync(string tenantId, string groupId, IEnumerable<string> memberIds, CancellationToken cancellationToken)
    {
        var present = new HashSet<string>(StringComparer.Ordinal);
        foreach (string[] some in memberIds.Chunk(MostAtOnce))
        {
            List<BsonDocument> found = await Edges.Find(MembershipQueries.Some(tenantId, groupId, some))
                .Project(new BsonDocument("memberId", 1)).ToListAsync(cancellationToken);
            present.UnionWith(found.Select(edge => edge["memberId"].AsString));
        }

        return present;
    }

    /// <summary>The ids of a group's members behind an edge and up to another one, in their order.</summary>
    public async Task<List<string>> RangeAsync(
        string tenantId, string groupId, string after, string upTo, int most, CancellationToken cancellationToken)
    {
        List<BsonDocument> found = await Edges.Find(MembershipQueries.OfGroup(tenantId, groupId, after, upTo))
            .Sort(new BsonDocument("_id", 1)).Limit(most).Project(new BsonDocument("memberId", 1)).ToListAsync(cancellationToken);
        return [.. found.Select(edge => edge["memberId"].AsString)];
    }

    /// <summary>Gives a member another name in every group.</summary>
    public Task RenameMemberAsync(string tenantId, string memberId, string name, CancellationToken cancellationToken) => Edges.UpdateManyAsync(
        new BsonDocument { { "tenantId", tenantId }, { "memberId", memberId } },
        new BsonDocument("$set", new BsonDocument("display", name)),
        options: null,
        cancellationToken);

    /// <summary>Which of some groups exist.</summary>
    public async Task<HashSet<string>> LivingGroupsAsync(string tenantId, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0) return [];
        List<BsonDocument> found = await Groups.Find(MembershipQueries.Groups(tenantId, ids)).Project(new BsonDocument("_id", 1)).ToListAsync(cancellationToken);
        return found.Select(group => group["_id"].AsString[(tenantId.Length + 1)..]).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Deletes what is left of the edges of a group that is gone, a thousand at a time.</summary>
    public async Task RemoveGroupAsync(string tenantId, string groupId, CancellationToken cancellationToken)
    {
        (string after, string end) = (MembershipId.RangeStart(tenantId, groupId), MembershipId.RangeEnd(tenantId, groupId));
        while (await RangeAsync(tenantId, groupId, after, end, MostAtOnce, cancellationToken) is { Count: > 0 } some)
        {
            await Edges.DeleteManyAsync(MembershipQueries.Some(tenantId, groupId, some), cancellationToken);
        }
    }

    private static MemberEdge Read(BsonDocument edge) =>
        new(edge["groupId"].AsString, edge["memberId"].AsString, edge["type"].AsString, edge.GetValue("display", "").AsString);
}
