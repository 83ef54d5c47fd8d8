using System.Text.Json;
using Google.Protobuf;
using Scim.Gateway.Clusters;
using Scim.Gateway.Endpoints;
using Scim.Protocol.Errors;
using Scim.Protos.Common.V1;
using Scim.Protos.Tokens.V1;
using Scim.Protos.Users.V1;
using Scim.ServiceDefaults.Callers;

namespace Scim.Gateway.Limits;

/// <summary>
/// Stops a flood of deletes: where a connection has a deletion guard, TokenService counts each user that is to be deleted
/// or disabled before it is, and puts the connection on hold when there are too many. Where there is no guard nothing is asked.
/// </summary>
internal sealed class DeletionGate(ClusterInvokers invokers, CallerKeys keys)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(5);

    private readonly ConnectionService.ConnectionServiceClient _connections = new(invokers.Tokens.AsService("gateway", keys));
    private readonly UserService.UserServiceClient _users = new(invokers.Users.AsService("gateway", keys));

    /// <summary>What a connection on hold is answered: later, since an administrator decides.</summary>
    public static ScimException Held() => ScimException.Unavailable(
        RetryAfter, "The deletion guard holds this connection: more users were to be deleted or disabled within an hour than it allows. An administrator has to resume it.");

    /// <summary>Counts the deletion of a user.</summary>
    /// <exception cref="ScimException">503: it is one too many.</exception>
    public Task RequireDeleteAsync(ScimRequest request) => request.Caller.Guard is { } guard ? RequireAsync(request, guard) : Task.CompletedTask;

    /// <summary>Counts the replacement of a user, if it disables the user.</summary>
    /// <exception cref="ScimException">503: it is one too many.</exception>
    public Task RequireAsync(ScimRequest request, IMessage resource) =>
        request.Caller.Guard is { } guard && resource is User { HasActive: true, Active: false } ? RequireAsync(request, guard) : Task.CompletedTask;

    /// <summary>Counts a PATCH of a user, if it disables the user.</summary>
    /// <exception cref="ScimException">503: it is one too many.</exception>
    public Task RequireAsync(ScimRequest request, IEnumerable<PatchOperation> operations) =>
        request.Caller.Guard is { } guard && operations.Any(Disables) ? RequireAsync(request, guard) : Task.CompletedTask;

    /// <summary>Whether an operation sets active to false, in any of the ways that clients write it.</summary>
    internal static bool Disables(PatchOperation operation)
    {
        if (operation.Op == PatchOp.Remove || operation.ValueJson.IsEmpty) return false;

        using JsonDocument value = JsonDocument.Parse(operation.ValueJson.Memory);
        if (operation.Path.Length > 0) return IsActive(operation.Path) && IsFalse(value.RootElement);
        return value.RootElement.ValueKind == JsonValueKind.Object
            && value.RootElement.EnumerateObject().Any(member => IsActive(member.Name) && IsFalse(member.Value));
    }

    private static bool IsActive(string path) =>
        path.Equals("active", StringComparison.OrdinalIgnoreCase) || path.EndsWith(":active", StringComparison.OrdinalIgnoreCase);

    private static bool IsFalse(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.False => true,
        JsonValueKind.String => string.Equals(value.GetString(), "false", StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    private async Task RequireAsync(ScimRequest request, DeletionGuard guard)
    {
        string tenantId = request.Caller.TenantId;
        var admission = new AdmitDeletionRequest { TenantId = tenantId, Id = request.Caller.ConnectionId, RequestId = Guid.CreateVersion7().ToString() };
        if (guard.MaxPercent > 0)
        {
            var count = new ListUsersRequest { TenantId = tenantId, Query = new ListQuery { StartIndex = 1, Count = 0 } };
            admission.Users = (await _users.ListUsersAsync(count, cancellationToken: request.Http.RequestAborted)).Page.TotalResults;
        }

        AdmitDeletionResponse answer = await _connections.AdmitDeletionAsync(admission, cancellationToken: request.Http.RequestAborted);
        if (!answer.Admitted) throw Held();
    }
}
