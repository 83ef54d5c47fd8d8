using MongoDB.Bson;
using Scim.Storage.Resources;

namespace Scim.Groups.Members;

/// <summary>A change of members that takes more than one transaction, written down before it begins.</summary>
/// <param name="Id">The job's id.</param>
/// <param name="Call">On whose behalf.</param>
/// <param name="GroupId">The group.</param>
/// <param name="Deletes">Whether the group is deleted, with all its edges; otherwise the job has parts.</param>
internal sealed record MembershipJob(string Id, StoreCall Call, string GroupId, bool Deletes)
{
    /// <summary>Reads a job as it is stored.</summary>
    public static MembershipJob Read(BsonDocument job)
    {
        var call = new StoreCall(job["tenantId"].AsString)
        {
            Actor = job["actor"].AsString,
            ConnectionId = job["connection"].AsString,
            RequestId = job["requestId"].AsString,
        };
        return new MembershipJob(job["_id"].AsString, call, job["groupId"].AsString, job["deletes"].AsBoolean);
    }

    /// <summary>The job as it is stored, in the hands of an owner until a time.</summary>
    public BsonDocument ToDocument(string owner, DateTime until) => new()
    {
        { "_id", Id },
        { "tenantId", Call.TenantId },
        { "groupId", GroupId },
        { "deletes", Deletes },
        { "actor", Call.Actor },
        { "connection", Call.ConnectionId },
        { "requestId", Call.RequestId },
        { "owner", owner },
        { "until", until },
    };
}
