using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Microsoft.Extensions.Options;
using Scim.Protos.Common.V1;
using Scim.Protos.Groups.V1;
using Scim.Protos.Tokens.V1;
using Scim.Protos.Users.V1;
using Scim.ServiceDefaults.Callers;

namespace Scim.Isolation.Tests;

/// <summary>Every RPC that there is, found by reflection: a new one without a rule, or with one that is too wide, fails here.</summary>
public sealed class RpcIsolationTests(TwoTenants system) : IClassFixture<TwoTenants>
{
    private static readonly FileDescriptor[] Files =
    [
        UserServiceReflection.Descriptor, GroupServiceReflection.Descriptor, TenantServiceReflection.Descriptor,
        ConnectionServiceReflection.Descriptor, TokenServiceReflection.Descriptor, ActivityServiceReflection.Descriptor,
        SigningKeyServiceReflection.Descriptor, TenantRemovalServiceReflection.Descriptor, SignOnServiceReflection.Descriptor,
    ];

    internal static readonly MethodDescriptor[] Rpcs = [.. Files.SelectMany(file => file.Services).SelectMany(service => service.Methods)];

    private static readonly CallerKind[] OfOneTenant = [CallerKind.Connection, CallerKind.Product, CallerKind.Administrator];

    public static TheoryData<string> Names => [.. Rpcs.Select(rpc => rpc.FullName)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Rpc_OfAnyService_HasARuleAndNamesItsTenant(string name)
    {
        MethodDescriptor rpc = Find(name);

        Assert.NotNull(Rule(rpc));
        Assert.NotEmpty(Rule(rpc)!.Kinds);
        Assert.NotEqual(Scope.Unspecified, Rule(rpc)!.Scope);
        Assert.Equal(FieldType.String, rpc.InputType.FindFieldByName("tenant_id")?.FieldType);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Rpc_ByACallerOfAnotherTenant_IsRefused(string name)
    {
        foreach (CallerKind kind in OfOneTenant)
        {
            var caller = new CallerAssertion { Kind = kind, Scope = Scope.Write, TenantId = TwoTenants.Theirs, ConnectionId = "c", Actor = "test" };
            Assert.Equal((kind, StatusCode.PermissionDenied), (kind, await CallAsync(Find(name), caller, system.Keys)));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Rpc_ByACallerOfNoTenant_IsRefused(string name)
    {
        foreach (string tenant in (string[])["", TwoTenants.Ours + " ", "OURS"])
        {
            var caller = new CallerAssertion { Kind = CallerKind.Administrator, Scope = Scope.Write, TenantId = tenant, Actor = "test" };
            Assert.Equal((tenant, StatusCode.PermissionDenied), (tenant, await CallAsync(Find(name), caller, system.Keys)));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Rpc_ByAKindThatItDoesNotName_IsRefused(string name)
    {
        MethodDescriptor rpc = Find(name);
        foreach (CallerKind kind in Enum.GetValues<CallerKind>().Except(Rule(rpc)!.Kinds))
        {
            var caller = new CallerAssertion { Kind = kind, Scope = Scope.Write, TenantId = TwoTenants.Ours, Actor = "test" };
            Assert.Equal((kind, StatusCode.PermissionDenied), (kind, await CallAsync(rpc, caller, system.Keys)));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Rpc_WithLessScopeThanItNeeds_IsRefused(string name)
    {
        MethodDescriptor rpc = Find(name);
        CallerRequirements rule = Rule(rpc)!;
        var caller = new CallerAssertion { Kind = rule.Kinds[0], Scope = rule.Scope - 1, TenantId = TwoTenants.Ours, Actor = "test" };

        Assert.Equal(StatusCode.PermissionDenied, await CallAsync(rpc, caller, system.Keys));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Rpc_WithoutAnAssertionOfOurs_IsUnauthenticated(string name)
    {
        var options = new CallerOptions { Keys = { ["local"] = Convert.ToBase64String(new byte[32]) } };
        var forged = new CallerKeys(Options.Create(options), TimeProvider.System);
        var caller = new CallerAssertion { Kind = CallerKind.Operator, Scope = Scope.Write, Actor = "test" };

        Assert.Equal(StatusCode.Unauthenticated, await CallAsync(Find(name), caller, forged));
        Assert.Equal(StatusCode.Unauthenticated, await CallAsync(Find(name), null, system.Keys));
    }

    private static MethodDescriptor Find(string name) => Rpcs.Single(rpc => rpc.FullName == name);

    private static CallerRequirements? Rule(MethodDescriptor rpc) => rpc.GetOptions()?.GetExtension(CallerExtensions.Requires);

    /// <summary>Calls the RPC for a tenant, with nothing else in the request.</summary>
    internal static async Task CallAsync(CallInvoker invoker, MethodDescriptor rpc, string tenantId, Metadata? metadata = null)
    {
        IMessage request = rpc.InputType.Parser.ParseFrom(ByteString.Empty);
        rpc.InputType.FindFieldByName("tenant_id").Accessor.SetValue(request, tenantId);
        var bytes = Marshallers.Create<byte[]>(static value => value, static value => value);
        var method = new Method<byte[], byte[]>(rpc.IsServerStreaming ? MethodType.ServerStreaming : MethodType.Unary, rpc.Service.FullName, rpc.Name, bytes, bytes);
        var options = new CallOptions(metadata, cancellationToken: TestContext.Current.CancellationToken);
        if (rpc.IsServerStreaming)
        {
            using AsyncServerStreamingCall<byte[]> stream = invoker.AsyncServerStreamingCall(method, null, options, request.ToByteArray());
            await stream.ResponseStream.MoveNext(TestContext.Current.CancellationToken);
        }
        else
        {
            await invoker.AsyncUnaryCall(method, null, options, request.ToByteArray());
        }
    }

    /// <summary>Calls the RPC for our tenant and answers its status.</summary>
    private async Task<StatusCode> CallAsync(MethodDescriptor rpc, CallerAssertion? caller, CallerKeys keys)
    {
        CallInvoker invoker = system.Invoker(rpc.File.Package);
        if (caller is not null) invoker = invoker.As(caller, keys);
        try
        {
            await CallAsync(invoker, rpc, TwoTenants.Ours);
            return StatusCode.OK;
        }
        catch (RpcException refused)
        {
            return refused.StatusCode;
        }
    }
}
