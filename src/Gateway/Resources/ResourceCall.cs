using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Scim.Protocol.Schema;
using Scim.Protos.Common.V1;

namespace Scim.Gateway.Resources;

/// <summary>What every call of a resource service has.</summary>
/// <param name="TenantId">The tenant.</param>
/// <param name="Invoker">The way to the service, as the caller of the request.</param>
/// <param name="Profile">What is known of the client.</param>
/// <param name="Mask">The fields that the answer needs; empty for all.</param>
/// <param name="Cancel">The client went away.</param>
internal sealed record ResourceCall(string TenantId, CallInvoker Invoker, ClientProfile Profile, FieldMask Mask, CancellationToken Cancel)
{
    /// <summary>The resources' type as the tenant has it.</summary>
    public required ScimResourceType Type { get; init; }

    /// <summary>The version of the tenant's own schemas that the type has; 0 for none.</summary>
    public long SchemaVersion { get; init; }

    /// <summary>Names a mutation, the same for every attempt.</summary>
    public string RequestId { get; init; } = "";

    /// <summary>How many users and groups the tenant may have; 0 for no bound.</summary>
    public (long Users, long Groups) Most { get; init; }

    /// <summary>Whether the answer has a user's groups, which another service knows.</summary>
    public bool WantsGroups { get; init; }

    /// <summary>How a list may be answered in JSON; null where resources are needed.</summary>
    public JsonFormat? Json { get; init; }

    /// <summary>The value of If-Match; empty for none.</summary>
    public string IfMatch { get; init; } = "";
}
