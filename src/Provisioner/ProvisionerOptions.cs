using Scim.Provisioning.Endpoints;
using Scim.Provisioning.Mappings;
using Scim.Provisioning.Requests;
using Scim.Provisioning.Scopes;

namespace Scim.Provisioning;

/// <summary>A provisioning job: where to, what, and how.</summary>
public sealed record ProvisionerOptions
{
    /// <summary>The target and how requests are sent to it.</summary>
    public required EndpointOptions Endpoint { get; init; }

    /// <summary>The folder of state and log; it is made where there is none.</summary>
    public required string StateFolder { get; init; }

    /// <summary>A mapping file, or null for the default mapping.</summary>
    public string? MappingFile { get; init; }

    /// <summary>A scope file, or null.</summary>
    public string? ScopeFile { get; init; }

    /// <summary>Overrides the scope file's mode; assigned where neither says.</summary>
    public ScopeMode? Scope { get; init; }

    /// <summary>The form of PATCH requests; null for what the tenant URL's flag says, and Entra's default without it.</summary>
    public PatchDialect? Dialect { get; init; }

    /// <summary>What is sent where the source has no value any more and the mapping file does not say.</summary>
    public WhenNull Clearing { get; init; } = WhenNull.Skip;

    /// <summary>How many objects are worked on at a time, from 1.</summary>
    public int Concurrency { get; init; } = 8;

    /// <summary>The most members in one PATCH, from 1.</summary>
    public int MemberBatch { get; init; } = 100;

    /// <summary>Whether groups are provisioned; an endpoint need not have them.</summary>
    public bool Groups { get; init; } = true;

    /// <summary>Whether groups are members too; Entra leaves nested groups out.</summary>
    public bool NestedGroups { get; init; }

    /// <summary>Whether all members are added again after a removal, as Entra was seen to do.</summary>
    public bool ReaddMembers { get; init; }

    /// <summary>The time between cycles, which intervals in quarantine grow from.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(40);

    /// <summary>Runs a cycle although the quarantine's next one is not due.</summary>
    public bool Force { get; init; }

    /// <summary>The most deletions and disablings by scope in one cycle; more are withheld. Null for no limit.</summary>
    public int? DeletionThreshold { get; init; }

    /// <summary>When a cycle puts the job into quarantine.</summary>
    public QuarantineLimits Limits { get; init; } = new();
}
