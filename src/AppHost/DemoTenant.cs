using System.Text.Json;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Options;
using Scim.Protos.Common.V1;
using Scim.Protos.Tokens.V1;
using Scim.ServiceDefaults.Callers;

namespace Scim.AppHost;

/// <summary>The tenant to try the system with, made once and kept in a file.</summary>
/// <param name="TenantUrl">The Tenant URL to paste into an identity provider.</param>
/// <param name="Token">The token to paste beside it.</param>
internal sealed record DemoTenant(string TenantUrl, string Token)
{
    private const string TenantId = "demo";

    /// <summary>What an earlier call wrote; null where there was none.</summary>
    public static async Task<DemoTenant?> ReadAsync(string file, CancellationToken cancellationToken) =>
        File.Exists(file) ? JsonSerializer.Deserialize<DemoTenant>(await File.ReadAllTextAsync(file, cancellationToken)) : null;

    /// <summary>Reads the file, or creates tenant, connection and token, and writes it.</summary>
    public static async Task<DemoTenant> EnsureAsync(
        string file, string gateway, string tokenService, string callerKey, CancellationToken cancellationToken)
    {
        if (await ReadAsync(file, cancellationToken) is { } known) return known;

        var keys = new CallerKeys(
            Options.Create(new CallerOptions { Keys = new Dictionary<string, string> { ["local"] = callerKey } }), TimeProvider.System);
        using var channel = GrpcChannel.ForAddress(tokenService);
        CallInvoker invoker = channel.CreateCallInvoker().As(
            new CallerAssertion { Kind = CallerKind.Operator, Scope = Scope.Write, Actor = "apphost" }, keys);
        var demo = new DemoTenant($"{gateway.TrimEnd('/')}/tenants/{TenantId}/scim/v2", await IssueAsync(invoker, cancellationToken));
        await WriteAsync(file, JsonSerializer.Serialize(demo), cancellationToken);
        return demo;
    }

    private static async Task<string> IssueAsync(CallInvoker invoker, CancellationToken cancellationToken)
    {
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
        var connection = new Connection { DisplayName = "Demo", ClientProfile = ClientProfile.Entra };
        await new ConnectionService.ConnectionServiceClient(invoker).CreateConnectionAsync(
            new CreateConnectionRequest { TenantId = TenantId, Id = connectionId, RequestId = Guid.NewGuid().ToString(), Connection = connection },
            cancellationToken: cancellationToken);
        IssueTokenResponse issued = await new TokenService.TokenServiceClient(invoker).IssueTokenAsync(
            new IssueTokenRequest { TenantId = TenantId, ConnectionId = connectionId, RequestId = Guid.NewGuid().ToString(), Name = "demo", Scope = Scope.Write },
            cancellationToken: cancellationToken);
        return issued.Value;
    }

    // For its owner only: it holds a token.
    private static async Task WriteAsync(string file, string text, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var writer = new StreamWriter(file, options);
        await writer.WriteAsync(text.AsMemory(), cancellationToken);
    }
}
