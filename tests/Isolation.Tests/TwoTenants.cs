using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Scim.Protos.Common.V1;
using Scim.Protos.Tokens.V1;
using Scim.ServiceDefaults.Callers;
using Scim.Standalone;
using Scim.Tests.Shared;

namespace Scim.Isolation.Tests;

/// <summary>The whole system in this process, with two tenants that have a connection and a token each.</summary>
public sealed class TwoTenants : IAsyncLifetime
{
    public const string Ours = "ours";
    public const string Theirs = "theirs";

    private InProcessSystem _system = null!;

    public WebApplication Gateway => _system.Gateway;

    public CallerKeys Keys => _system.Keys;

    /// <summary>Clients at the root of the gateway, with the tenant's token.</summary>
    public HttpClient OurClient { get; private set; } = null!;

    public HttpClient TheirClient { get; private set; } = null!;

    /// <summary>A way to the service of a package: scim.users.v1 and so on.</summary>
    public CallInvoker Invoker(string package) => _system.Invoker(package);

    public async ValueTask InitializeAsync()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        _system = await InProcessSystem.StartAsync(cancel, new Dictionary<string, string?>
        {
            ["Kestrel:Endpoints:Native:Url"] = "http://127.0.0.1:0",
            ["Kestrel:Endpoints:Native:Protocols"] = "Http2",
        });
        OurClient = await NewTenantAsync(Ours, cancel);
        TheirClient = await NewTenantAsync(Theirs, cancel);
    }

    /// <summary>Where the product's own services call the gateway.</summary>
    public string NativeAddress => ServiceHosts.AddressesOf(Gateway).Last();

    /// <summary>A client of a new tenant with a connection and a token.</summary>
    public async Task<HttpClient> NewTenantAsync(string tenantId, CancellationToken cancel, DeletionGuard? guard = null)
    {
        var connection = new Connection { DisplayName = "x", ClientProfile = ClientProfile.Entra, DeletionGuard = guard };
        return InProcessSystem.Client(await _system.NewTenantAsync(tenantId, connection, cancel), _system.Address);
    }

    public async ValueTask DisposeAsync()
    {
        OurClient.Dispose();
        TheirClient.Dispose();
        await _system.DisposeAsync();
    }
}
