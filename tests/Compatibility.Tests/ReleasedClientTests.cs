extern alias released;

using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Net.Client;
using Old = released::Scim.Protos;

namespace Scim.Compatibility.Tests;

/// <summary>A client that was generated from the last released contracts, against today's services, which are other processes.</summary>
public sealed class ReleasedClientTests(TodaysSystem today) : IClassFixture<TodaysSystem>
{
    private const string Tenant = "t";

    private readonly GrpcChannel _gateway = today.Gateway;

    public static TheoryData<string> Rpcs => [.. Services().SelectMany(service => service.Methods).Select(rpc => rpc.FullName)];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Old.Tokens.V1.TokenService.TokenServiceClient Tokens => new(today.System.Invoker("scim.tokens.v1", isOperator: true));

    [Theory]
    [MemberData(nameof(Rpcs))]
    public async Task Rpc_OfTheReleasedContracts_IsStillServed(string name)
    {
        MethodDescriptor rpc = Services().SelectMany(service => service.Methods).Single(each => each.FullName == name);
        var bytes = Marshallers.Create<byte[]>(static value => value, static value => value);
        var method = new Method<byte[], byte[]>(rpc.IsServerStreaming ? MethodType.ServerStreaming : MethodType.Unary, rpc.Service.FullName, rpc.Name, bytes, bytes);
        CallInvoker invoker = today.System.Invoker(rpc.File.Package, isOperator: false);

        // Nobody is let in without saying who calls, and that is said of what there is only.
        RpcException refused = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            if (rpc.IsServerStreaming) await invoker.AsyncServerStreamingCall(method, null, new CallOptions(cancellationToken: Cancel), []).ResponseStream.MoveNext(Cancel);
            else await invoker.AsyncUnaryCall(method, null, new CallOptions(cancellationToken: Cancel), []);
        });

        Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
    }

    [Fact]
    public async Task Day_OfUsersGroupsAndTokens_GoesAsItWent()
    {
        Metadata product = await ProductAsync();
        var users = new Old.Users.V1.UserService.UserServiceClient(_gateway);
        var groups = new Old.Groups.V1.GroupService.GroupServiceClient(_gateway);
        using AsyncServerStreamingCall<Old.Users.V1.WatchUsersResponse> feed = users.WatchUsers(new() { TenantId = Tenant }, product, cancellationToken: Cancel);
        Assert.True(await feed.ResponseStream.MoveNext(Cancel));

        string id = Guid.CreateVersion7().ToString(), groupId = Guid.CreateVersion7().ToString();
        Old.Users.V1.User created = (await users.CreateUserAsync(
            new() { TenantId = Tenant, Id = id, RequestId = NewId(), User = new() { UserName = "adele@contoso.com", DisplayName = "Adele", Active = true } }, product, cancellationToken: Cancel)).User;
        Assert.Equal(("adele@contoso.com", "Adele", true), (created.UserName, created.DisplayName, created.Active));
        while (feed.ResponseStream.Current.Change?.Id != id) Assert.True(await feed.ResponseStream.MoveNext(Cancel));

        Old.Users.V1.PatchUserResponse patched = await users.PatchUserAsync(
            new()
            {
                TenantId = Tenant,
                Id = id,
                RequestId = NewId(),
                Operations = { new Old.Common.V1.PatchOperation { Op = Old.Common.V1.PatchOp.Replace, Path = "title", ValueJson = ByteString.CopyFromUtf8("\"Engineer\"") } },
            },
            product,
            cancellationToken: Cancel);
        Assert.True(patched.Changed);
        Assert.Equal("Engineer", (await users.GetUserAsync(new() { TenantId = Tenant, Id = id }, product, cancellationToken: Cancel)).User.Title);
        Old.Users.V1.ListUsersResponse listed = await users.ListUsersAsync(
            new() { TenantId = Tenant, Query = new() { Filter = "userName eq \"ADELE@contoso.com\"" } }, product, cancellationToken: Cancel);
        Assert.Equal(id, Assert.Single(listed.Users).Id);

        await groups.CreateGroupAsync(
            new() { TenantId = Tenant, Id = groupId, RequestId = NewId(), Group = new() { DisplayName = "Engineers", Members = { new Old.Groups.V1.Member { Value = id } } } },
            product,
            cancellationToken: Cancel);
        Assert.Equal("Engineers", (await groups.GetGroupAsync(new() { TenantId = Tenant, Id = groupId }, product, cancellationToken: Cancel)).Group.DisplayName);

        await users.DeleteUserAsync(new() { TenantId = Tenant, Id = id, RequestId = NewId() }, product, cancellationToken: Cancel);
        RpcException gone = await Assert.ThrowsAsync<RpcException>(async () => await users.GetUserAsync(new() { TenantId = Tenant, Id = id }, product, cancellationToken: Cancel));
        Assert.Equal(StatusCode.NotFound, gone.StatusCode);
        Assert.NotEmpty((await Tokens.ListTokensAsync(new() { TenantId = Tenant }, cancellationToken: Cancel)).Tokens);
    }

    [Fact]
    public async Task Field_OfANewerClient_IsPassedOver()
    {
        var request = new Old.Users.V1.CreateUserRequest { TenantId = Tenant, Id = Guid.CreateVersion7().ToString(), RequestId = NewId(), User = new() { UserName = NewId() } };
        byte[] newer = [.. request.ToByteArray(), .. UnknownField];
        var invoker = _gateway.CreateCallInvoker();
        var bytes = Marshallers.Create<byte[]>(static value => value, static value => value);
        var method = new Method<byte[], byte[]>(MethodType.Unary, "scim.users.v1.UserService", "CreateUser", bytes, bytes);

        byte[] answer = await invoker.AsyncUnaryCall(method, null, new CallOptions(await ProductAsync(), cancellationToken: Cancel), newer);

        Assert.Equal(request.User.UserName, Old.Users.V1.CreateUserResponse.Parser.ParseFrom(answer).User.UserName);
    }

    // Field 15000, length-delimited, "new".
    private static byte[] UnknownField => [0xC2, 0xA9, 0x07, 3, .. "new"u8];

    private static string NewId() => Guid.NewGuid().ToString();

    private static IEnumerable<ServiceDescriptor> Services() => new[]
    {
        Old.Users.V1.UserServiceReflection.Descriptor, Old.Groups.V1.GroupServiceReflection.Descriptor, Old.Tokens.V1.TenantServiceReflection.Descriptor,
        Old.Tokens.V1.ConnectionServiceReflection.Descriptor, Old.Tokens.V1.TokenServiceReflection.Descriptor, Old.Tokens.V1.ActivityServiceReflection.Descriptor,
        Old.Tokens.V1.SigningKeyServiceReflection.Descriptor, Old.Tokens.V1.TenantRemovalServiceReflection.Descriptor, Old.Tokens.V1.SignOnServiceReflection.Descriptor,
    }.SelectMany(file => file.Services);

    private async Task<Metadata> ProductAsync()
    {
        Old.Tokens.V1.IssueTokenResponse issued = await Tokens.IssueTokenAsync(new() { TenantId = Tenant, RequestId = NewId(), Name = NewId() }, cancellationToken: Cancel);
        return new Metadata { { "authorization", $"Bearer {issued.Value}" } };
    }
}
