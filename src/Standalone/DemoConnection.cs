using System.Text.Json;
using Grpc.Core;
using Grpc.Net.Client;
using Scim.Protos.Common.V1;
using Scim.Protos.Tokens.V1;
using Scim.ServiceDefaults.Callers;

namespace Scim.Standalone;

/// <summary>The tenant that a newcomer begins with: created on the first start, and kept in connection.json.</summary>
/// <param name="TenantUrl">The Tenant URL to paste into an identity provider.</param>
/// <param name="Token">The token to paste beside it.</param>
internal sealed record DemoConnection(string TenantUrl, string Token)
{
    private const string TenantId = "demo";
    private const string FileName = "connection.json";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Reads what an earlier start wrote, or creates tenant, connection and token.</summary>
    /// <returns>The connection, and whether it is new.</returns>
    public static async Task<(DemoConnection Connection, bool IsNew)> EnsureAsync(
        string folder, string gateway, string tokenService, CallerKeys keys, CancellationToken cancellationToken)
    {
        string file = Path.Combine(folder, FileName);
        string tenantUrl = $"{gateway}/tenants/{TenantId}/scim/v2";
        if (File.Exists(file))
        {
            await using FileStream stream = File.OpenRead(file);
            DemoConnection? known = await JsonSerializer.DeserializeAsync<DemoConnection>(stream, Json, cancellationToken);
            if (known is { Token.Length: > 0 })
            {
                DemoConnection now = known with { TenantUrl = tenantUrl };
                await stream.DisposeAsync();
                if (now != known) await WriteAsync(file, now, cancellationToken);
                return (now, false);
            }
        }

        var created = new DemoConnection(tenantUrl, await IssueAsync(tokenService, keys, cancellationToken));
        await WriteAsync(file, created, cancellationToken);
        return (created, true);
    }

    private static async Task<string> IssueAsync(string tokenService, CallerKeys keys, CancellationToken cancellationToken)
    {
        using var channel = GrpcChannel.ForAddress(tokenService);
        CallInvoker invoker = channel.CreateCallInvoker().As(
            new CallerAssertion { Kind = CallerKind.Operator, Scope = Scope.Write, Actor = "standalone" }, keys);
        try
        {
            await new TenantService.TenantServiceClient(invoker).CreateTenantAsync(
                new CreateTenantRequest { TenantId = TenantId, RequestId = Guid.NewGuid().ToString(), Tenant = new Tenant { DisplayName = "Demo" } },
                cancellationToken: cancellationToken);
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.AlreadyExists)
        {
            // The database is older than the file: the tenant stays, and gets another connection.
        }

        string connectionId = Guid.CreateVersion7().ToString();
        await new ConnectionService.ConnectionServiceClient(invoker).CreateConnectionAsync(
            new CreateConnectionRequest
            {
                TenantId = TenantId,
                Id = connectionId,
                RequestId = Guid.NewGuid().ToString(),
                Connection = new Connection { DisplayName = "Demo", ClientProfile = ClientProfile.Entra },
            },
            cancellationToken: cancellationToken);
        IssueTokenResponse issued = await new TokenService.TokenServiceClient(invoker).IssueTokenAsync(
            new IssueTokenRequest { TenantId = TenantId, ConnectionId = connectionId, RequestId = Guid.NewGuid().ToString(), Name = "demo", Scope = Scope.Write },
            cancellationToken: cancellationToken);
        return issued.Value;
    }

    private static Task WriteAsync(string file, DemoConnection connection, CancellationToken cancellationToken) =>
        OwnerFile.WriteAsync(file, stream => JsonSerializer.SerializeAsync(stream, connection, Json, cancellationToken), cancellationToken);
}
