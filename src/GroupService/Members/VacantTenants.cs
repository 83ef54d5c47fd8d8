using System.Collections.Concurrent;
using MongoDB.Bson;
using MongoDB.Driver;
using Scim.Storage.Mongo;

namespace Scim.Groups.Members;

/// <summary>
/// Knows the tenants that have no membership at all, whose users' groups nobody needs to ask for. A caller that is told so
/// may take it for granted for a while, so the first membership of a tenant is announced, and written when that while has
/// passed for all who were told before.
/// </summary>
internal sealed class VacantTenants(MongoConnection connection, MembershipStore edges, TimeProvider time)
{
    private const int MostRemembered = 1_000_000;

    // What was announced by a majority is seen by every later read, also of a primary that does not know yet that it is none.
    private readonly IMongoCollection<BsonDocument> _announced =
        connection.Database.GetCollection<BsonDocument>("membership_tenants").WithReadConcern(ReadConcern.Linearizable).WithWriteConcern(WriteConcern.WMajority);

    private readonly ConcurrentDictionary<string, bool> _occupied = new(StringComparer.Ordinal);

    /// <summary>For how long a caller may take a vacant tenant for vacant, counted from before it asked.</summary>
    public static TimeSpan Grace { get; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Whether the tenant has no membership and gets none within <see cref="Grace"/> from before this call.</summary>
    public async ValueTask<bool> IsVacantAsync(string tenantId, CancellationToken cancellationToken)
    {
        if (_occupied.ContainsKey(tenantId)) return false;

        bool occupied = await _announced.Find(ById(tenantId)).Limit(1).AnyAsync(cancellationToken)
            || await edges.Edges.Find(new BsonDocument("tenantId", tenantId)).Limit(1).AnyAsync(cancellationToken);
        if (occupied) Remember(tenantId);
        return !occupied;
    }

    /// <summary>Before a membership is written: nobody takes the tenant for vacant any more.</summary>
    public async ValueTask OccupyAsync(string tenantId, CancellationToken cancellationToken)
    {
        if (_occupied.ContainsKey(tenantId)) return;

        var announcement = new BsonDocument("$set", new BsonDocument("tenantId", tenantId));
        await _announced.UpdateOneAsync(ById(tenantId), announcement, new UpdateOptions { IsUpsert = true }, cancellationToken);
        await Task.Delay(Grace, time, cancellationToken);
        Remember(tenantId);
    }

    private static BsonDocument ById(string tenantId) => new("_id", tenantId);

    private void Remember(string tenantId)
    {
        if (_occupied.Count >= MostRemembered) _occupied.Clear();
        _occupied[tenantId] = true;
    }
}
