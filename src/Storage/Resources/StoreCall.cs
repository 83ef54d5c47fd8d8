using Scim.Protocol.Schema;

namespace Scim.Storage.Resources;

/// <summary>On whose behalf, and until when, the store is used.</summary>
/// <param name="TenantId">The tenant; nothing of another is read or written.</param>
public sealed record StoreCall(string TenantId)
{
    /// <summary>The connection, whose <c>externalId</c> is meant; "" for callers without one.</summary>
    public string ConnectionId { get; init; } = "";

    /// <summary>Who acts, for <c>lastChange</c>.</summary>
    public string Actor { get; init; } = "";

    /// <summary>Names the mutation, so that a retry of it is known. "" for none.</summary>
    public string RequestId { get; init; } = "";

    /// <summary>How many resources of the type the tenant may have; 0 for no bound.</summary>
    public long MostResources { get; init; }

    /// <summary>Until when the caller waits; the database gets no more time than that.</summary>
    public DateTimeOffset Deadline { get; init; } = DateTimeOffset.MaxValue;

    /// <summary>The type with the tenant's custom extensions; null for the store's own type.</summary>
    public ScimResourceType? Type { get; init; }
}
