using System.Security.Claims;
using Grpc.Core;
using Microsoft.AspNetCore.Authentication;
using Scim.Admin.Components.Pages;
using Scim.Protos.Tokens.V1;
using Scim.Protos.Users.V1;

namespace Scim.Admin.SingleSignOn;

/// <summary>The session of a user of a tenant: a cookie of its own, and what is asked anew each time that it is used.</summary>
internal sealed class MemberSession(SystemClients clients, People people)
{
    public const string Scheme = "member";

    private const string TenantClaim = "tenant";
    private const string TenantNameClaim = "tenant-name";

    /// <summary>Begins a session.</summary>
    public static Task BeginAsync(HttpContext http, GetSignOnClientResponse with, User user)
    {
        Claim[] claims =
        [
            new(ClaimTypes.NameIdentifier, user.Id), new(ClaimTypes.Name, UserWords.Name(user)), new(TenantClaim, with.SignOn.TenantId), new(TenantNameClaim, with.TenantName),
        ];
        return http.SignInAsync(Scheme, new ClaimsPrincipal(new ClaimsIdentity(claims, Scheme)));
    }

    /// <summary>The user of a request's session as he is now; null without a session, and where he may not sign in any more: then it ends.</summary>
    /// <exception cref="RpcException">The services do not answer.</exception>
    public async Task<SignedInUser?> OfAsync(HttpContext http, CancellationToken cancellationToken)
    {
        if ((await http.AuthenticateAsync(Scheme)).Principal is not { } principal) return null;

        string tenant = principal.FindFirstValue(TenantClaim) ?? "", id = principal.FindFirstValue(ClaimTypes.NameIdentifier) ?? "";
        Task<bool> served = IsServedAsync(tenant, cancellationToken);
        User? user = await people.GetAsync(tenant, id, cancellationToken);
        if (await served && user is not null && UserWords.IsActive(user)) return new SignedInUser(tenant, principal.FindFirstValue(TenantNameClaim) ?? tenant, user);

        await http.SignOutAsync(Scheme);
        return null;
    }

    private async Task<bool> IsServedAsync(string tenant, CancellationToken cancellationToken)
    {
        try
        {
            await clients.SignOn.GetSignOnClientAsync(new GetSignOnClientRequest { TenantId = tenant }, cancellationToken: cancellationToken);
            return true;
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.NotFound)
        {
            return false;
        }
    }
}
