using Scim.Protocol.Clients;
using Scim.Protos.Common.V1;
using Scim.Protos.Tokens.V1;
using Scim.ServiceDefaults.Schemas;

namespace Scim.Gateway.Authentication;

/// <summary>Who makes a request: the connection that its token stands for, or the product.</summary>
/// <param name="Assertion">What the services are told.</param>
/// <param name="Profile">What is known of the client.</param>
internal sealed record ScimCaller(CallerAssertion Assertion, ClientProfile Profile)
{
    /// <summary>What the profile means.</summary>
    public ClientRules Rules => ClientRules.Of(Profile);

    /// <summary>The connection's own limit of requests a second, else the tenant's; 0 where neither has one.</summary>
    public int RequestsPerSecond { get; init; }

    /// <summary>How many of the connection's requests wait; 0 where it has no limit of its own.</summary>
    public int Queue { get; init; }

    /// <summary>The tenant's own limit of requests under way; 0 where it has none.</summary>
    public int ConcurrentRequests { get; init; }

    /// <summary>How many users the tenant may have; 0 for no bound.</summary>
    public long MaxUsers { get; init; }

    /// <summary>How many groups the tenant may have; 0 for no bound.</summary>
    public long MaxGroups { get; init; }

    /// <summary>What stops a flood of deletes; null where nothing does.</summary>
    public DeletionGuard? Guard { get; init; }

    /// <summary>Whether the deletion guard holds the connection: it may read only, until an administrator resumes it.</summary>
    public bool IsHeld { get; init; }

    /// <summary>When the token ends; null for never.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>The resource types as the caller's tenant has them.</summary>
    public TenantTypes Types { get; init; } = TenantTypes.BuiltIn;

    public CallerKind Kind => Assertion.Kind;

    public string TenantId => Assertion.TenantId;

    public string ConnectionId => Assertion.ConnectionId;

    public bool MayWrite => Assertion.Scope == Scope.Write;
}
