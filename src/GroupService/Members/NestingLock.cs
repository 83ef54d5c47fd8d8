using MongoDB.Bson;
using MongoDB.Driver;
using Scim.Protocol.Errors;
using Scim.Storage.Mongo;

namespace Scim.Groups.Members;

/// <summary>
/// Lets one change at a time nest groups of a tenant, and looks for cycles where nobody else can make one: two changes
/// that are harmless each may close a cycle together. All other changes of members pass by.
/// </summary>
internal sealed class NestingLock(MongoConnection connection, MembershipStore edges)
{
    private IMongoCollection<BsonDocument> Locks => connection.Database.GetCollection<BsonDocument>("nesting");

    /// <summary>Makes sure before the transaction that there is something to lock.</summary>
    public async Task PrepareAsync(string tenantId, CancellationToken cancellationToken)
    {
        try
        {
            var create = new BsonDocument("$setOnInsert", new BsonDocument("held", 0L));
            await Locks.UpdateOneAsync(new BsonDocument("_id", tenantId), create, new UpdateOptions { IsUpsert = true }, cancellationToken);
        }
        catch (MongoWriteException error) when (MongoErrors.IsDuplicateKey(error))
        {
            // Another one made it.
        }
    }

    /// <summary>Locks, and refuses cycles.</summary>
    /// <exception cref="ScimException">400 invalidValue: the group would hold itself.</exception>
    public async Task HoldAsync(IClientSessionHandle session, string tenantId, string groupId, IEnumerable<string> nested, CancellationToken cancellationToken)
    {
        var hold = new BsonDocument("$inc", new BsonDocument("held", 1L));
        await Locks.UpdateOneAsync(session, new BsonDocument("_id", tenantId), hold, options: null, cancellationToken);
        await NestingCheck.RefuseCyclesAsync(
            groupId, nested.ToHashSet(StringComparer.Ordinal), (level, token) => edges.HoldersAsync(tenantId, level, NestingCheck.MaxAncestors + 1, token, session), cancellationToken);
    }

    /// <summary>Which of some groups may become members without a cycle.</summary>
    public async Task<HashSet<string>> AllowedAsync(string tenantId, string groupId, IEnumerable<string> nested, CancellationToken cancellationToken)
    {
        var allowed = new HashSet<string>(StringComparer.Ordinal);
        foreach (string group in nested)
        {
            try
            {
                await NestingCheck.RefuseCyclesAsync(
                    groupId, new HashSet<string> { group }, (level, token) => edges.HoldersAsync(tenantId, level, NestingCheck.MaxAncestors + 1, token), cancellationToken);
                allowed.Add(group);
            }
            catch (ScimException error) when (error.Type == ScimErrorType.InvalidValue)
            {
                // It would close a cycle.
            }
        }

        return allowed;
    }
}
