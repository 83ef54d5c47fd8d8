using System.Security.Claims;
using Scim.Protos.Common.V1;

namespace Scim.Admin.SignIn;

/// <summary>The person of a session, as the cookie tells.</summary>
/// <param name="Subject">Who it is, for the audit log.</param>
/// <param name="Name">The name to show.</param>
/// <param name="Role">One of <see cref="Roles"/>.</param>
/// <param name="TenantId">The tenant of administrators and members; empty for operators.</param>
/// <param name="Address">The address that the person signed in from.</param>
internal sealed record ConsoleUser(string Subject, string Name, string Role, string TenantId, string Address)
{
    private const string TenantClaim = "tenant";
    private const string AddressClaim = "address";

    /// <summary>The caller that the services see; null for members, who call nothing.</summary>
    public CallerAssertion? Assertion => Role switch
    {
        Roles.Operator => new() { Kind = CallerKind.Operator, Scope = Scope.Write, Actor = Subject, Address = Address },
        Roles.Administrator when TenantId.Length > 0 =>
            new() { Kind = CallerKind.Administrator, TenantId = TenantId, Scope = Scope.Write, Actor = Subject, Address = Address },
        _ => null,
    };

    /// <summary>Whether the person may see a tenant's pages.</summary>
    public bool MaySee(string tenantId) => Role == Roles.Operator || (Role == Roles.Administrator && TenantId == tenantId);

    /// <summary>The person of a principal; null for nobody.</summary>
    public static ConsoleUser? Of(ClaimsPrincipal principal) => principal.Identity?.IsAuthenticated is true
        ? new(
            principal.FindFirstValue(ClaimTypes.NameIdentifier) ?? "",
            principal.Identity.Name ?? "",
            principal.FindFirstValue(ClaimTypes.Role) ?? Roles.Member,
            principal.FindFirstValue(TenantClaim) ?? "",
            principal.FindFirstValue(AddressClaim) ?? "")
        : null;

    /// <summary>What the cookie holds.</summary>
    public ClaimsPrincipal ToPrincipal(string scheme) => new(new ClaimsIdentity(
        [
            new(ClaimTypes.NameIdentifier, Subject), new(ClaimTypes.Name, Name), new(ClaimTypes.Role, Role),
            new(TenantClaim, TenantId), new(AddressClaim, Address),
        ],
        scheme));
}
