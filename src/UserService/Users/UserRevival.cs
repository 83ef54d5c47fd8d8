using Google.Protobuf.WellKnownTypes;
using Scim.Protocol.Errors;
using Scim.Protocol.Filters;
using Scim.Protocol.Paths;
using Scim.Protos.Common.V1;
using Scim.Protos.Users.V1;
using Scim.Storage.Resources;

namespace Scim.Users.Users;

/// <summary>
/// Creates users for clients that never delete but deactivate, and create again whom they want back: the deactivated
/// user of the same userName becomes what the request says, under its own id. One that is active stays a conflict.
/// </summary>
internal sealed class UserRevival(ResourceStore<User> store)
{
    /// <summary>Creates a user, or revives the one that has its userName.</summary>
    /// <exception cref="ScimException">409 uniqueness: an active user has the userName.</exception>
    public async Task<User> CreateAsync(StoreCall call, User given, CancellationToken cancellationToken)
    {
        ScimException taken;
        try
        {
            return await store.CreateAsync(call, given.Clone(), cancellationToken);
        }
        catch (ScimException error) when (error.Type == ScimErrorType.Uniqueness || error.IsQuota) // a revived user takes no new place
        {
            taken = error;
        }

        User returning = given.Clone();
        returning.ClearId();
        return await FindAsync(call, given.UserName, cancellationToken) is { } id
            ? (await store.UpdateAsync(call, id, ifMatch: "", Revive, cancellationToken)).Resource
            : throw taken;

        ValueTask<User> Revive(User current, CancellationToken cancelled)
        {
            // Under the write's own version: of two requests for one user the second finds it active.
            if (current is { HasActive: false } or { Active: true }) throw taken;
            return new ValueTask<User>(UserReplacement.Of(call.Type!, current, returning));
        }
    }

    private async Task<string?> FindAsync(StoreCall call, string userName, CancellationToken cancellationToken)
    {
        var byName = new CompareFilter(new AttributeName(null, "userName", null), FilterOperator.Equal, FilterValue.String(userName));
        var query = new ListQuery { Filter = byName.ToString(), Count = 1 };
        ResourcePage<User> found = await store.ListAsync(call, query, new FieldMask { Paths = { "id" } }, cancellationToken);
        return found.Resources.Count == 1 ? found.Resources[0].Id : null;
    }
}
