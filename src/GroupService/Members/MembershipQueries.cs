using MongoDB.Bson;

namespace Scim.Groups.Members;

/// <summary>The queries for edges and their groups: each begins with the tenant.</summary>
internal static class MembershipQueries
{
    /// <summary>The edges of a group behind an <c>_id</c> and up to another one.</summary>
    public static BsonDocument OfGroup(string tenantId, string groupId, string after, string? upTo = null) => new()
    {
        { "tenantId", tenantId },
        {
            "_id", upTo is null
                ? new BsonDocument { { "$gt", after }, { "$lt", MembershipId.RangeEnd(tenantId, groupId) } }
                : new BsonDocument { { "$gt", after }, { "$lte", upTo } }
        },
    };

    /// <summary>The edges of some members of a group.</summary>
    public static BsonDocument Some(string tenantId, string groupId, IEnumerable<string> memberIds) => new()
    {
        { "tenantId", tenantId },
        { "_id", new BsonDocument("$in", new BsonArray(memberIds.Select(id => new MembershipId(tenantId, groupId, id).ToString()))) },
    };

    /// <summary>A group that exists.</summary>
    public static BsonDocument Group(string tenantId, string groupId) => new()
    {
        { "tenantId", tenantId }, { "_id", $"{tenantId}:{groupId}" }, { "live", true },
    };

    /// <summary>Some groups, those that exist.</summary>
    public static BsonDocument Groups(string tenantId, IEnumerable<string> groupIds) => new()
    {
        { "tenantId", tenantId }, { "_id", new BsonDocument("$in", new BsonArray(groupIds.Select(id => $"{tenantId}:{id}"))) }, { "live", true },
    };
}
