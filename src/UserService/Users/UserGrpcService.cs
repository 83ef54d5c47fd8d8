using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Scim.Protocol.Clients;
using Scim.Protocol.Errors;
using Scim.Protocol.Patching;
using Scim.Protocol.Schema;
using Scim.Protocol.Validation;
using Scim.Protos.Common.V1;
using Scim.Protos.Users.V1;
using Scim.Storage.Removal;
using Scim.Storage.Resources;

namespace Scim.Users.Users;

/// <summary>Creates, reads, lists, changes and deletes users, and tells of their changes.</summary>
internal sealed class UserGrpcService(
    ResourceStore<User> store, ResourceStores stores, UserCalls calls, UserFeed feed, UserRevival revival, UserReferences references)
    : UserService.UserServiceBase
{
    private const int MostIds = 1_000;

    /// <summary>In characters.</summary>
    public const int LongestId = 64;

    public override async Task<CreateUserResponse> CreateUser(CreateUserRequest request, ServerCallContext context)
    {
        if (request.Id.Length is 0 or > LongestId || request.Id.Contains(':', StringComparison.Ordinal))
        {
            throw ScimException.InvalidValue("The id of a new user is a UUID.");
        }

        StoreCall call = (await calls.OfAsync(context, request.TenantId, request.SchemaVersion, request.RequestId)) with { MostResources = request.MaxUsers };
        User user = Given(request.User, call);
        user.Id = request.Id;
        ResourceValidator.Check(call.Type!, current: null, user);
        await references.CheckedAsync(call, request.ClientProfile, current: null, user, context.CancellationToken);
        User created = ClientRules.Of(request.ClientProfile).RevivesDeactivated
            ? await revival.CreateAsync(call, user, context.CancellationToken)
            : await store.CreateAsync(call, user, context.CancellationToken);
        return new CreateUserResponse { User = AnswerMask.Apply(created, request.ReadMask) };
    }

    public override async Task<GetUserResponse> GetUser(GetUserRequest request, ServerCallContext context)
    {
        FieldMask? mask = request.ReadMask;
        if (request.IfNoneMatch.Length > 0 && mask is { Paths.Count: > 0 }) mask = new FieldMask { Paths = { mask.Paths, "meta" } };
        User user = await store.GetAsync(await calls.OfAsync(context, request.TenantId, request.SchemaVersion), request.Id, mask, context.CancellationToken)
            ?? throw ScimException.NotFound($"There is no User {request.Id}.");
        if (request.IfNoneMatch.Length == 0 || !EntityTag.Names(request.IfNoneMatch, user.Meta.Version)) return new GetUserResponse { User = user };

        var known = new User { Id = user.Id, Meta = new Protos.Common.V1.Meta { Version = user.Meta.Version } };
        return new GetUserResponse { User = known, NotModified = true };
    }

    public override async Task<BatchGetUsersResponse> BatchGetUsers(BatchGetUsersRequest request, ServerCallContext context)
    {
        if (request.Ids.Count > MostIds) throw ScimException.InvalidValue($"At most {MostIds} ids can be asked for at once.");
        StoreCall call = await calls.OfAsync(context, request.TenantId, request.SchemaVersion);
        return new BatchGetUsersResponse { Users = { await store.GetManyAsync(call, request.Ids, request.ReadMask, context.CancellationToken) } };
    }

    public override async Task<ListUsersResponse> ListUsers(ListUsersRequest request, ServerCallContext context)
    {
        StoreCall call = await calls.OfAsync(context, request.TenantId, request.SchemaVersion);
        ListQuery query = request.Query ?? new ListQuery();
        if (request.Json is { } format && await store.ListJsonAsync(call, query, request.ReadMask, format, context.CancellationToken) is { } json)
        {
            return new ListUsersResponse { JsonUsers = { json.Resources }, Page = json.Page };
        }

        ResourcePage<User> page = await store.ListAsync(call, query, request.ReadMask, context.CancellationToken);
        return new ListUsersResponse { Users = { page.Resources }, Page = page.Page };
    }

    public override async Task<ReplaceUserResponse> ReplaceUser(ReplaceUserRequest request, ServerCallContext context)
    {
        StoreCall call = await calls.OfReplaceAsync(context, request.TenantId, request.SchemaVersion, request.RequestId);
        User given = Given(request.User, call);
        Mutation<User> mutation = await store.UpdateAsync(
            call,
            request.Id,
            request.IfMatch,
            (current, cancel) => references.CheckedAsync(call, request.ClientProfile, current, UserReplacement.Of(call.Type!, current, given), cancel),
            context.CancellationToken);
        return new ReplaceUserResponse { User = AnswerMask.Apply(mutation.Resource, request.ReadMask), Changed = mutation.Changed };
    }

    public override async Task<PatchUserResponse> PatchUser(PatchUserRequest request, ServerCallContext context)
    {
        StoreCall call = await calls.OfAsync(context, request.TenantId, request.SchemaVersion, request.RequestId);
        Mutation<User> mutation = await store.UpdateAsync(
            call,
            request.Id,
            request.IfMatch,
            (current, cancel) => references.CheckedAsync(call, request.ClientProfile, current, Patched(call.Type!, current, request), cancel),
            context.CancellationToken);
        return new PatchUserResponse { User = AnswerMask.Apply(mutation.Resource, request.ReadMask), Changed = mutation.Changed };
    }

    public override async Task<DeleteUserResponse> DeleteUser(DeleteUserRequest request, ServerCallContext context)
    {
        await store.DeleteAsync(
            UserCalls.Of(context, request.TenantId, request.RequestId), request.Id, request.IfMatch, context.CancellationToken);
        return new DeleteUserResponse();
    }

    public override async Task<PrepareLookupsResponse> PrepareLookups(PrepareLookupsRequest request, ServerCallContext context)
    {
        StoreCall call = await calls.OfAsync(context, request.TenantId, request.SchemaVersion, request.RequestId);
        IReadOnlyList<(string Path, bool Ready)> lookups = await store.ChooseLookupsAsync(call, request.Attributes, context.CancellationToken);
        return new PrepareLookupsResponse
        {
            Lookups = { lookups.Select(lookup => new Lookup { Attribute = lookup.Path, Ready = lookup.Ready }) },
        };
    }

    public override async Task<RemoveTenantResponse> RemoveTenant(RemoveTenantRequest request, ServerCallContext context)
    {
        (IReadOnlyList<RemovedPart> parts, bool complete) = await TenantRemover.RemoveAsync(
            [.. stores.PartsOf(UserServiceExtensions.Collection, UserCalls.Of(context, request.TenantId).TenantId)], request.Limit, request.Count, context.CancellationToken);
        return new RemoveTenantResponse { Parts = { parts }, Complete = complete };
    }

    public override Task WatchUsers(WatchUsersRequest request, IServerStreamWriter<WatchUsersResponse> responseStream, ServerCallContext context) =>
        feed.WriteAsync(request, responseStream, context.CancellationToken);

    // What a caller gives, without what only the service may say.
    private static User Given(User? user, StoreCall call)
    {
        if (user is null) throw ScimException.InvalidValue("The user is missing.");
        User given = user.Clone();
        given.ClearId();
        given.Meta = null;
        given.LastChange = null;
        given.ExternalIds.Clear();
        given.Groups.Clear();
        ExtensionValues.Normalize(call.Type!, given);
        RepeatedValues.Remove(call.Type!, given);
        return given;
    }

    private static User Patched(ScimResourceType type, User current, PatchUserRequest request)
    {
        User next = PatchApplier.Apply(type, current, request.Operations, ClientRules.Of(request.ClientProfile).Tolerated).Resource;
        ResourceValidator.Check(type, current, next);
        return next;
    }
}
