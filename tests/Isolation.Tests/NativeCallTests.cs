using System.Net;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Net.Client;
using Scim.Protos.Common.V1;
using Scim.Protos.Tokens.V1;
using Scim.Protos.Users.V1;
using Scim.ServiceDefaults.Callers;

namespace Scim.Isolation.Tests;

/// <summary>Calls of the product's own services through the gateway, by credentials of the product and by anything else.</summary>
public sealed class NativeCallTests(TwoTenants system) : IClassFixture<TwoTenants>, IAsyncLifetime
{
    private const string AllTenants = "*";

    private static readonly MethodDescriptor[] Rpcs = RpcIsolationTests.Rpcs;

    private readonly Dictionary<string, Token> _issued = [];
    private GrpcChannel _channel = null!;

    public static TheoryData<string> Names => [.. Rpcs.Select(rpc => rpc.FullName)];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _channel = GrpcChannel.ForAddress(system.NativeAddress);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _channel.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Rpc_ByTheProduct_IsReachedWhereItsRuleNamesTheProductAndNowhereElse(string name)
    {
        MethodDescriptor rpc = Find(name);
        string token = await IssueAsync(TwoTenants.Ours);

        StatusCode status = await CallAsync(rpc, Bearer(token));

        if (IsForProducts(rpc)) Assert.False(status is StatusCode.Unimplemented or StatusCode.Unauthenticated or StatusCode.PermissionDenied, $"{name}: {status}");
        else Assert.Equal(StatusCode.Unimplemented, status);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Rpc_ByAnotherTenantsProduct_IsRefused(string name)
    {
        MethodDescriptor rpc = Find(name);

        StatusCode status = await CallAsync(rpc, Bearer(await IssueAsync(TwoTenants.Theirs)));

        Assert.Equal(IsForProducts(rpc) ? StatusCode.PermissionDenied : StatusCode.Unimplemented, status);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Rpc_ByAnIdentityProvidersToken_IsRefused(string name)
    {
        MethodDescriptor rpc = Find(name);
        string token = system.OurClient.DefaultRequestHeaders.Authorization!.Parameter!;

        Assert.Equal(IsForProducts(rpc) ? StatusCode.Unauthenticated : StatusCode.Unimplemented, await CallAsync(rpc, Bearer(token)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Rpc_WithAnAssertionInsteadOfACredential_IsRefused(string name)
    {
        MethodDescriptor rpc = Find(name);
        var stolen = new Metadata { { CallerMetadata.Name, system.Keys.Sign(new CallerAssertion { Kind = CallerKind.Operator, Scope = Scope.Write, Actor = "test" }) } };

        Assert.Equal(IsForProducts(rpc) ? StatusCode.Unauthenticated : StatusCode.Unimplemented, await CallAsync(rpc, stolen));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Rpc_WithAnAssertionBesideACredential_CountsAsTheCredentialOnly(string name)
    {
        MethodDescriptor rpc = Find(name);
        Metadata both = Bearer(await IssueAsync(TwoTenants.Theirs));
        both.Add(CallerMetadata.Name, system.Keys.Sign(new CallerAssertion { Kind = CallerKind.Product, TenantId = TwoTenants.Ours, Scope = Scope.Write, Actor = "test" }));

        Assert.Equal(IsForProducts(rpc) ? StatusCode.PermissionDenied : StatusCode.Unimplemented, await CallAsync(rpc, both));
    }

    [Fact]
    public async Task Product_OfAllTenants_ReadsUsersOfEach()
    {
        var users = new UserService.UserServiceClient(_channel);
        Metadata product = Bearer(await IssueAsync(AllTenants));
        foreach (string tenant in (string[])[TwoTenants.Ours, TwoTenants.Theirs])
        {
            string name = $"{Guid.NewGuid()}";
            var create = new CreateUserRequest { TenantId = tenant, Id = NewId(), RequestId = NewId(), User = new User { UserName = name } };
            User created = (await users.CreateUserAsync(create, product, cancellationToken: Cancel)).User;

            GetUserResponse read = await users.GetUserAsync(new GetUserRequest { TenantId = tenant, Id = created.Id }, product, cancellationToken: Cancel);

            Assert.Equal(name, read.User.UserName);
        }
    }

    [Fact]
    public async Task Product_ThatMayReadOnly_WritesNothing()
    {
        var users = new UserService.UserServiceClient(_channel);
        var create = new CreateUserRequest { TenantId = TwoTenants.Ours, Id = NewId(), RequestId = NewId(), User = new User { UserName = NewId() } };

        RpcException refused = await Assert.ThrowsAsync<RpcException>(
            async () => await users.CreateUserAsync(create, Bearer(await IssueAsync(TwoTenants.Ours, Scope.Read)), cancellationToken: Cancel));

        Assert.Equal(StatusCode.PermissionDenied, refused.StatusCode);
    }

    [Fact]
    public async Task Product_OverScim_IsNoConnection()
    {
        string token = await IssueAsync(TwoTenants.Ours);
        using var client = new HttpClient { BaseAddress = system.OurClient.BaseAddress };
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);

        // Whichever way it is tried first, it stays what it is.
        for (int i = 0; i < 2; i++)
        {
            using HttpResponseMessage scim = await client.GetAsync("/scim/v2/Users", Cancel);
            Assert.Equal(HttpStatusCode.Unauthorized, scim.StatusCode);
            var users = new UserService.UserServiceClient(_channel);
            await users.ListUsersAsync(new ListUsersRequest { TenantId = TwoTenants.Ours }, Bearer(token), cancellationToken: Cancel);
        }
    }

    [Fact]
    public async Task Product_WhoseCredentialIsRevoked_IsHeardNoMoreNorToldAnything()
    {
        string token = await IssueAsync(TwoTenants.Ours), other = await IssueAsync(TwoTenants.Ours);
        var users = new UserService.UserServiceClient(_channel);
        using AsyncServerStreamingCall<WatchUsersResponse> stream = users.WatchUsers(new WatchUsersRequest { TenantId = TwoTenants.Ours }, Bearer(token), cancellationToken: Cancel);
        using AsyncServerStreamingCall<WatchUsersResponse> kept = users.WatchUsers(new WatchUsersRequest { TenantId = TwoTenants.Ours }, Bearer(other), cancellationToken: Cancel);
        Assert.True(await stream.ResponseStream.MoveNext(Cancel));
        Assert.True(await kept.ResponseStream.MoveNext(Cancel));

        await Tokens().RevokeTokenAsync(new RevokeTokenRequest { TenantId = TwoTenants.Ours, Id = _issued[token].Id, RequestId = NewId() }, cancellationToken: Cancel);

        await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await stream.ResponseStream.MoveNext(Cancel))
            {
                // what was under way
            }
        });
        RpcException refused = await Assert.ThrowsAsync<RpcException>(
            async () => await users.ListUsersAsync(new ListUsersRequest { TenantId = TwoTenants.Ours }, Bearer(token), cancellationToken: Cancel));
        Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
        Assert.True(await kept.ResponseStream.MoveNext(Cancel));
    }

    [Fact]
    public async Task Product_WatchingUsers_IsToldOfAChange()
    {
        Metadata product = Bearer(await IssueAsync(TwoTenants.Ours));
        var users = new UserService.UserServiceClient(_channel);
        using AsyncServerStreamingCall<WatchUsersResponse> stream = users.WatchUsers(new WatchUsersRequest { TenantId = TwoTenants.Ours }, product, cancellationToken: Cancel);
        Assert.True(await stream.ResponseStream.MoveNext(Cancel));
        var create = new CreateUserRequest { TenantId = TwoTenants.Ours, Id = NewId(), RequestId = NewId(), User = new User { UserName = NewId() } };
        User created = (await users.CreateUserAsync(create, product, cancellationToken: Cancel)).User;

        while (stream.ResponseStream.Current.Change?.Id != created.Id) Assert.True(await stream.ResponseStream.MoveNext(Cancel));
    }

    [Fact]
    public async Task Credential_OfTheProduct_IsNoAdministratorsToIssueRotateOrRevoke()
    {
        string token = await IssueAsync(TwoTenants.Ours);
        var administrator = new TokenService.TokenServiceClient(system.Invoker("scim.tokens.v1").As(
            new CallerAssertion { Kind = CallerKind.Administrator, TenantId = TwoTenants.Ours, Scope = Scope.Write, Actor = "test" }, system.Keys));
        string id = _issued[token].Id;
        Func<Task>[] tries =
        [
            async () => await administrator.IssueTokenAsync(new IssueTokenRequest { TenantId = TwoTenants.Ours, RequestId = NewId(), Name = NewId() }, cancellationToken: Cancel),
            async () => await administrator.RotateTokenAsync(new RotateTokenRequest { TenantId = TwoTenants.Ours, RequestId = NewId(), Id = id }, cancellationToken: Cancel),
            async () => await administrator.RevokeTokenAsync(new RevokeTokenRequest { TenantId = TwoTenants.Ours, RequestId = NewId(), Id = id }, cancellationToken: Cancel),
        ];

        foreach (Func<Task> attempt in tries) Assert.Equal(StatusCode.PermissionDenied, (await Assert.ThrowsAsync<RpcException>(attempt)).StatusCode);
    }

    [Fact]
    public async Task Call_OverHttp1_IsToldThatItNeedsHttp2()
    {
        using HttpResponseMessage answer = await system.OurClient.PostAsync("/scim.users.v1.UserService/ListUsers", null, Cancel);

        Assert.Equal(HttpStatusCode.UpgradeRequired, answer.StatusCode);
    }

    private static MethodDescriptor Find(string name) => Rpcs.Single(rpc => rpc.FullName == name);

    private static bool IsForProducts(MethodDescriptor rpc) => rpc.GetOptions().GetExtension(CallerExtensions.Requires).Kinds.Contains(CallerKind.Product);

    private static Metadata Bearer(string token) => new() { { "authorization", $"Bearer {token}" } };

    private static string NewId() => Guid.NewGuid().ToString();

    private TokenService.TokenServiceClient Tokens() => new(system.Invoker("scim.tokens.v1").As(
        new CallerAssertion { Kind = CallerKind.Operator, Scope = Scope.Write, Actor = "test" }, system.Keys));

    private async Task<string> IssueAsync(string tenantId, Scope scope = Scope.Write)
    {
        IssueTokenResponse issued = await Tokens().IssueTokenAsync(
            new IssueTokenRequest { TenantId = tenantId, RequestId = NewId(), Name = NewId(), Scope = scope }, cancellationToken: Cancel);
        Assert.Equal(CallerKind.Product, issued.Token.Kind);
        _issued[issued.Value] = issued.Token;
        return issued.Value;
    }

    private async Task<StatusCode> CallAsync(MethodDescriptor rpc, Metadata metadata)
    {
        try
        {
            await RpcIsolationTests.CallAsync(_channel.CreateCallInvoker(), rpc, TwoTenants.Ours, metadata);
            return StatusCode.OK;
        }
        catch (RpcException refused)
        {
            return refused.StatusCode;
        }
    }
}
