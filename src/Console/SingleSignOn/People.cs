using System.Text.Json;
using Grpc.Core;
using Microsoft.IdentityModel.JsonWebTokens;
using Scim.Admin.Components.Pages;
using Scim.Protos.Common.V1;
using Scim.Protos.Tokens.V1;
using Scim.Protos.Users.V1;

namespace Scim.Admin.SingleSignOn;

/// <summary>
/// Finds the user that an account of the provider is. The first time by one claim, and by no other where that one is missing;
/// from then on by issuer and subject, so that the claim of another account cannot take over the user.
/// </summary>
internal sealed class People(SystemClients clients)
{
    /// <summary>The user, who may sign in.</summary>
    /// <exception cref="SignOnException">There is none, or the user may not.</exception>
    public async Task<User> FindAsync(Protos.Tokens.V1.SignOn settings, JsonWebToken account, CancellationToken cancellationToken)
    {
        var asked = new GetBindingRequest { TenantId = settings.TenantId, Issuer = account.Issuer, Subject = account.Subject };
        string bound = (await clients.SignOn.GetBindingAsync(asked, cancellationToken: cancellationToken)).UserId;
        if (bound.Length > 0 && await GetAsync(settings.TenantId, bound, cancellationToken) is { } known) return Active(known);

        User? found = await MatchAsync(settings, account, cancellationToken);
        if (found is null) throw new SignOnException(bound.Length > 0 ? SignOnRefusal.Deleted : SignOnRefusal.Unknown, "no user");

        Active(found);
        await BindAsync(settings.TenantId, found.Id, account, cancellationToken);
        return found;
    }

    /// <summary>A user as it is now; null where it is not there any more.</summary>
    public async Task<User?> GetAsync(string tenantId, string userId, CancellationToken cancellationToken)
    {
        try
        {
            return (await clients.UsersOf("").GetUserAsync(new GetUserRequest { TenantId = tenantId, Id = userId }, cancellationToken: cancellationToken)).User;
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.NotFound)
        {
            return null;
        }
    }

    private static User Active(User user) => UserWords.IsActive(user) ? user : throw new SignOnException(SignOnRefusal.Disabled, "the user is disabled");

    private async Task<User?> MatchAsync(Protos.Tokens.V1.SignOn settings, JsonWebToken account, CancellationToken cancellationToken)
    {
        string value = CodeExchange.Claim(account, settings.Claim);
        if (value.Length == 0) throw new SignOnException(SignOnRefusal.Unknown, $"the ID token has no claim {settings.Claim}");

        UserService.UserServiceClient users = clients.UsersOf(settings.ConnectionId);
        var query = new ListQuery { Filter = $"{settings.Attribute} eq {JsonSerializer.Serialize(value)}", StartIndex = 1, Count = 2 };
        ListUsersResponse page = await users.ListUsersAsync(new ListUsersRequest { TenantId = settings.TenantId, Query = query }, cancellationToken: cancellationToken);
        return page.Users.Count == 1 ? page.Users[0] : null;
    }

    private async Task BindAsync(string tenantId, string userId, JsonWebToken account, CancellationToken cancellationToken)
    {
        try
        {
            var binding = new BindUserRequest { TenantId = tenantId, Id = userId, RequestId = Guid.CreateVersion7().ToString(), Issuer = account.Issuer, Subject = account.Subject };
            await clients.SignOn.BindUserAsync(binding, cancellationToken: cancellationToken);
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.AlreadyExists)
        {
            throw new SignOnException(SignOnRefusal.Bound, "the user is bound to another account");
        }
    }
}
