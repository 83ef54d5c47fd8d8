using Scim.Conformance.Tests.Patterns;

namespace Scim.Conformance.Tests.Runs;

/// <summary>What a case runs in: a tenant with nothing in it.</summary>
/// <param name="TenantId">The tenant.</param>
/// <param name="Address">The gateway's address, without a slash at its end.</param>
/// <param name="Client">A client with the tenant's token, whose base address is the Tenant URL with a slash at its end.</param>
internal sealed record CaseTenant(string TenantId, string Address, HttpClient Client) : IDisposable
{
    /// <summary>The Tenant URL, without a slash at its end.</summary>
    public string TenantUrl => $"{Address}/tenants/{TenantId}/scim/v2";

    /// <summary>The values that every case knows.</summary>
    public Variables Variables() => new() { ["base"] = TenantUrl, ["origin"] = Address, ["tenant"] = TenantId };

    public void Dispose() => Client.Dispose();
}
