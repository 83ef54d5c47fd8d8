using Grpc.Core;
using Scim.Protocol.Errors;
using Scim.Protos.Tokens.V1;
using Scim.ServiceDefaults.Schemas;
using Scim.Tokens.Audit;
using Scim.Tokens.Clients;
using Scim.Tokens.Documents;
using Scim.Tokens.Tenants;
using Scim.Tokens.Tokens;

namespace Scim.Tokens.Connections;

/// <summary>Creates, reads, changes, suspends and deletes connections.</summary>
internal sealed class ConnectionGrpcService(
    ConnectionStore connections, ConnectionSettings settings, OAuthClients clients, ClientSecretStore secrets, DeletionCounts deletions, TenantStore tenants,
    TenantSchemaStore schemas, TokenStore tokens, TokenUses uses, AuditLog audit, TimeProvider time)
    : ConnectionService.ConnectionServiceBase
{
    private const int DefaultMaxConnections = 20;

    public override async Task<CreateConnectionResponse> CreateConnection(CreateConnectionRequest request, ServerCallContext context)
    {
        if (!Guid.TryParseExact(request.Id, "D", out _)) throw ScimException.InvalidValue("A connection's id is a UUID.");

        CancellationToken cancellationToken = context.CancellationToken;
        Mutation by = Mutation.Of(context, request.RequestId, time);
        Tenant tenant = await tenants.GetLiveAsync(request.TenantId, cancellationToken);

        var connection = new Connection { Id = request.Id.ToLowerInvariant(), TenantId = request.TenantId, State = ConnectionState.Active };
        settings.ApplyAll(request.Connection ?? new Connection(), connection, await schemas.TypesAsync(request.TenantId, cancellationToken));
        int limit = tenant.Limits?.MaxConnections is > 0 and int own ? own : DefaultMaxConnections;
        if (await connections.CountAsync(request.TenantId, cancellationToken) >= limit
            && await connections.FindAsync(request.TenantId, connection.Id, cancellationToken) is null)
            throw ScimException.PayloadTooLarge($"The tenant has {limit} connections, as many as it may.");

        Connection created = await connections.CreateAsync(connection, by, cancellationToken);
        await audit.RecordAsync(by, request.TenantId, Target(created), [], cancellationToken);
        return new CreateConnectionResponse { Connection = created };
    }

    public override async Task<GetConnectionResponse> GetConnection(GetConnectionRequest request, ServerCallContext context)
    {
        Connection connection = await connections.GetAsync(request.TenantId, request.Id, context.CancellationToken);
        await uses.FillAsync(request.TenantId, [connection], context.CancellationToken);
        return new GetConnectionResponse { Connection = connection };
    }

    public override async Task<ListConnectionsResponse> ListConnections(ListConnectionsRequest request, ServerCallContext context)
    {
        int size = PageToken.Size(request.PageSize);
        List<Connection> found = await connections.ListAsync(
            request.TenantId, PageToken.Read(request.PageToken), size + 1, context.CancellationToken);
        await uses.FillAsync(request.TenantId, found, context.CancellationToken);
        return new ListConnectionsResponse
        {
            Connections = { found.Take(size) },
            NextPageToken = found.Count > size ? PageToken.Write(found[size - 1].Id) : "",
        };
    }

    public override async Task<UpdateConnectionResponse> UpdateConnection(UpdateConnectionRequest request, ServerCallContext context)
    {
        TenantTypes types = await schemas.TypesAsync(request.TenantId, context.CancellationToken);
        return new UpdateConnectionResponse
        {
            Connection = await UpdateAsync(request.TenantId, request.Id, request.IfMatch, request.RequestId, context, connection =>
                settings.Apply(request.Connection ?? new Connection(), connection, [.. request.UpdateMask?.Paths ?? []], types)),
        };
    }

    public override async Task<SuspendConnectionResponse> SuspendConnection(SuspendConnectionRequest request, ServerCallContext context) => new()
    {
        Connection = await UpdateAsync(request.TenantId, request.Id, request.IfMatch, request.RequestId, context, connection =>
            Become(connection, ConnectionState.Suspended, request.Reason)),
    };

    public override async Task<HoldConnectionResponse> HoldConnection(HoldConnectionRequest request, ServerCallContext context) => new()
    {
        Connection = await UpdateAsync(request.TenantId, request.Id, "", request.RequestId, context, connection =>
        {
            if (connection.State != ConnectionState.Suspended) Become(connection, ConnectionState.Held, request.Reason);
        }),
    };

    public override async Task<AdmitDeletionResponse> AdmitDeletion(AdmitDeletionRequest request, ServerCallContext context)
    {
        if (request.Users < 0) throw ScimException.InvalidValue("There are no fewer than 0 users.");

        Connection connection = await connections.GetAsync(request.TenantId, request.Id, context.CancellationToken);
        if (connection.State == ConnectionState.Held) return new AdmitDeletionResponse();
        if (connection.DeletionGuard is not { } guard || (guard.MaxDeletions | guard.MaxPercent) == 0) return new AdmitDeletionResponse { Admitted = true };

        long count = await deletions.AddAsync(request.TenantId, request.Id, context.CancellationToken);
        string? reason = guard.MaxDeletions > 0 && count > guard.MaxDeletions
            ? $"More than {guard.MaxDeletions} users were to be deleted or disabled within an hour."
            : guard.MaxPercent > 0 && count * 100 > guard.MaxPercent * request.Users
                ? $"More than {guard.MaxPercent} percent of the users were to be deleted or disabled within an hour."
                : null;
        if (reason is null) return new AdmitDeletionResponse { Admitted = true };

        await UpdateAsync(request.TenantId, request.Id, "", request.RequestId, context, held =>
        {
            if (held.State == ConnectionState.Active) Become(held, ConnectionState.Held, reason);
        });
        return new AdmitDeletionResponse();
    }

    public override async Task<ResumeConnectionResponse> ResumeConnection(ResumeConnectionRequest request, ServerCallContext context)
    {
        await deletions.ClearAsync(request.TenantId, request.Id, context.CancellationToken);
        return new ResumeConnectionResponse
        {
            Connection = await UpdateAsync(request.TenantId, request.Id, request.IfMatch, request.RequestId, context, connection =>
                Become(connection, ConnectionState.Active, "")),
        };
    }

    public override async Task<DeleteConnectionResponse> DeleteConnection(DeleteConnectionRequest request, ServerCallContext context)
    {
        CancellationToken cancellationToken = context.CancellationToken;
        Mutation by = Mutation.Of(context, request.RequestId, time);
        Connection? connection = await connections.FindAsync(request.TenantId, request.Id, cancellationToken);
        if (connection is null && !await audit.HasAsync(by, request.TenantId, request.Id, cancellationToken)) throw connections.Missing();

        // The connection goes first: without it no token of its is taken.
        if (connection is not null)
        {
            await connections.RemoveAsync(request.TenantId, request.Id, request.IfMatch, cancellationToken);
            await audit.RecordAsync(by, request.TenantId, Target(connection), [], cancellationToken);
        }

        await tokens.RemoveOfAsync(request.TenantId, request.Id, cancellationToken);
        await secrets.RemoveOfAsync(request.TenantId, request.Id, cancellationToken);
        return new DeleteConnectionResponse();
    }

    public override Task<CreateOAuthClientResponse> CreateOAuthClient(CreateOAuthClientRequest request, ServerCallContext context) =>
        clients.CreateAsync(request, context);

    public override Task<DeleteOAuthClientResponse> DeleteOAuthClient(DeleteOAuthClientRequest request, ServerCallContext context) =>
        clients.DeleteAsync(request, context);

    public override Task<CreateClientSecretResponse> CreateClientSecret(CreateClientSecretRequest request, ServerCallContext context) =>
        clients.CreateSecretAsync(request, context);

    public override Task<DeleteClientSecretResponse> DeleteClientSecret(DeleteClientSecretRequest request, ServerCallContext context) =>
        clients.DeleteSecretAsync(request, context);

    private static void Become(Connection connection, ConnectionState state, string reason)
    {
        if (reason.Length > 500) throw ScimException.InvalidValue("A reason has at most 500 characters.");

        connection.State = state;
        connection.StateReason = reason;
    }

    private static AuditTarget Target(Connection connection) => new("connection", connection.Id, connection.DisplayName);

    private async Task<Connection> UpdateAsync(
        string tenantId, string id, string ifMatch, string requestId, ServerCallContext context, Action<Connection> change)
    {
        Mutation by = Mutation.Of(context, requestId, time);
        (Connection connection, IReadOnlyList<string> changed) =
            await connections.UpdateAsync(tenantId, id, ifMatch, by, change, context.CancellationToken);
        await audit.RecordAsync(by, tenantId, Target(connection), changed, context.CancellationToken);
        return connection;
    }
}
