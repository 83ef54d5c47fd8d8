using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.DependencyInjection;
using Scim.Protocol.Errors;
using Scim.Protos.Common.V1;
using Scim.Protos.Tokens.V1;
using Scim.ServiceDefaults.Schemas;

namespace Scim.Extensions.Tests;

/// <summary>How often a host asks for tenants' schemas: never where there are none, and once for each version.</summary>
public sealed class TenantSchemasTests(ExtendedTenants tenants) : IClassFixture<ExtendedTenants>
{
    private readonly CallCounter _calls = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_NoVersion_AsksNobody()
    {
        ExtendedTenant tenant = await tenants.NewAsync(ExtendedTenants.Extension("""{"name":"badge"}"""));
        TenantSchemas schemas = Create();
        var gateway = new CallerAssertion { Kind = CallerKind.Connection };

        Assert.Same(schemas.Deployment, await schemas.OfAsync(tenant.Id, 0, Cancel));
        Assert.Same(schemas.Deployment, await schemas.ForAsync(gateway, tenant.Id, 0, Cancel));

        Assert.Equal(0, _calls.Count);
    }

    [Fact]
    public async Task Of_AVersion_AsksOnceHoweverManyWait()
    {
        ExtendedTenant tenant = await tenants.NewAsync(ExtendedTenants.Extension("""{"name":"badge"}"""));
        TenantSchemas schemas = Create();

        TenantTypes[] first = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => schemas.OfAsync(tenant.Id, 1, Cancel).AsTask()));
        TenantTypes again = await schemas.OfAsync(tenant.Id, 1, Cancel);

        Assert.All(first, types => Assert.Same(again, types));
        Assert.Equal((1, 1), (_calls.Count, again.Version));
        Assert.NotNull(again.User.FindExtension(ExtendedTenants.Hr));
        Assert.Null(again.Group.FindExtension(ExtendedTenants.Hr));
    }

    [Fact]
    public async Task Of_ANewerVersion_AsksAgain_AndAnOlderOneDoesNot()
    {
        ExtendedTenant tenant = await tenants.NewAsync(ExtendedTenants.Extension("""{"name":"badge"}"""));
        TenantSchemas schemas = Create();
        await schemas.OfAsync(tenant.Id, 1, Cancel);
        long version = await tenant.ReplaceSchemaAsync(ExtendedTenants.Extension("""{"name":"badge"},{"name":"team"}"""));

        TenantTypes newer = await schemas.OfAsync(tenant.Id, version, Cancel), older = await schemas.OfAsync(tenant.Id, 1, Cancel);

        Assert.Same(newer, older);
        Assert.Equal((2L, 2), (newer.Version, _calls.Count));
    }

    [Fact]
    public async Task Of_AVersionThatNobodyKnows_IsUnavailable()
    {
        ExtendedTenant tenant = await tenants.NewAsync();

        Assert.Equal(503, (await Assert.ThrowsAsync<ScimException>(async () => await Create().OfAsync(tenant.Id, 1, Cancel))).Status);
    }

    private TenantSchemas Create() => new(
        tenants.System.Gateway.Services.GetRequiredService<DeploymentSchemas>(),
        new TenantService.TenantServiceClient(tenants.Invoker("scim.tokens.v1", CallerKind.Service).Intercept(_calls)),
        TimeProvider.System);

    private sealed class CallCounter : Interceptor
    {
        private int _count;

        public int Count => _count;

        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
        {
            Interlocked.Increment(ref _count);
            return continuation(request, context);
        }
    }
}
