using Grpc.Core;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Scim.Gateway.ProvisioningLog;
using Scim.Gateway.Authentication;
using Scim.Gateway.Bulk;
using Scim.Gateway.Clusters;
using Scim.Gateway.Discovery;
using Scim.Gateway.Endpoints;
using Scim.Gateway.Limits;
using Scim.Gateway.Native;
using Scim.Gateway.OAuth;
using Scim.Gateway.OpenApi;
using Scim.Gateway.Removal;
using Scim.Gateway.Resources;
using Scim.Gateway.SigningKeys;
using Scim.ServiceDefaults;
using Scim.ServiceDefaults.Callers;
using Scim.ServiceDefaults.Health;
using Scim.ServiceDefaults.Schemas;

namespace Scim.Gateway;

/// <summary>Composes the gateway, so that the executable, the all-in-one host and tests run the very same host.</summary>
public static class GatewayExtensions
{
    /// <summary>
    /// Adds the gateway's services. YARP's configuration is the section <c>ReverseProxy</c>: its clusters <c>users</c>,
    /// <c>groups</c> and <c>tokens</c> are where the services are.
    /// </summary>
    public static WebApplicationBuilder AddGateway(this WebApplicationBuilder builder)
    {
        builder.AddScimServiceDefaults();
        builder.WebHost.ConfigureKestrel(Harden);
        IServiceCollection services = builder.Services;
        services.AddClusters(builder.Configuration, NativeRoutes.All());
        services.AddSingleton<NativeCalls>();
        services.AddSingleton<ClusterInvokers>();

        services.AddOptions<TokenOptions>().BindConfiguration(TokenOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<TokenOptions>, TokenOptionsValidator>();
        services.AddTenantSchemas(Tokens);
        services.AddSingleton<TokenCache>().AddSingleton<AccessTokens>().AddSingleton<MatchingLookups>().AddSingleton<TokenAuthentication>().AddSingleton<RevocationFollower>();
        services.AddHostedService(provider => provider.GetRequiredService<RevocationFollower>());
        services.AddHealthChecks().AddCheck<RevocationFollower>("tokens", tags: [HealthEndpoints.ReadyTag]);
        services.AddHostedService<TenantRemovals>();
        services.AddSingleton<KeySetCache>().AddSingleton<KeySetEndpoint>().AddSingleton<GrantMetrics>().AddSingleton<TokenEndpoint>().AddSingleton<AuthorizationServerMetadata>();

        services.AddOptions<RequestLimits>().BindConfiguration(RequestLimits.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<RequestLimits>, RequestLimitsValidator>();
        services.AddOptions<TrafficLimits>().BindConfiguration(TrafficLimits.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<TrafficLimits>, TrafficLimitsValidator>();
        services.AddOptions<BulkLimits>().BindConfiguration(BulkLimits.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<BulkLimits>, BulkLimitsValidator>();
        services.AddSingleton<BulkPerformer>().AddSingleton<BulkEndpoint>();
        services.AddSingleton<RequestActivity>().AddSingleton<ActivityRecorder>();
        services.AddHostedService(provider => provider.GetRequiredService<ActivityRecorder>());
        services.AddHostedService<RefusedHeads>();
        services.AddSingleton<QueueMetrics>().AddSingleton<TrafficMetrics>().AddSingleton<TokenMetrics>().AddSingleton<TrafficGate>().AddSingleton<DeletionGate>();
        services.AddOptions<PublicUrlOptions>().BindConfiguration(PublicUrlOptions.Section);
        services.AddSingleton<PublicUrl>().AddSingleton<ScimErrors>().AddSingleton<ScimHandlers>().AddSingleton<DiscoveryEndpoints>().AddSingleton<RootEndpoints>();
        services.AddSingleton<ApiDocument>();
        services.AddResponseCompression(compression =>
        {
            compression.EnableForHttps = true;
            compression.MimeTypes = [ScimResponse.MediaType];
        });
        services.AddSingleton<IResponseCompressionProvider, LargeResponseCompression>();
        services.AddSingleton<Memberships>().AddSingleton<GroupUsers>();
        services.AddSingleton<IResourceBackend, UserBackend>().AddSingleton<IResourceBackend, GroupBackend>();
        return builder;
    }

    private static CallInvoker Tokens(IServiceProvider provider) =>
        provider.GetRequiredService<ClusterInvokers>().Tokens.AsService("gateway", provider.GetRequiredService<CallerKeys>());

    /// <summary>A long filter in a URL is fine; a client that sends its head or body drop by drop is not waited for.</summary>
    private static void Harden(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestLineSize = 64 << 10;
        kestrel.Limits.MaxRequestHeadersTotalSize = 32 << 10;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
    }

    /// <summary>Maps the gateway's endpoints.</summary>
    public static WebApplication MapGateway(this WebApplication app)
    {
        app.UsePathTolerance();
        app.UseResponseCompression();
        app.UseRouting();
        app.MapScimServiceDefaults();
        app.MapScim();
        app.MapApiDescription();
        app.MapMethods(KeySetEndpoint.Path, [HttpMethods.Get, HttpMethods.Head], app.Services.GetRequiredService<KeySetEndpoint>().GetAsync);
        app.Map(TokenEndpoint.Path, app.Services.GetRequiredService<TokenEndpoint>().HandleAsync);
        app.MapMethods(
            AuthorizationServerMetadata.Path, [HttpMethods.Get, HttpMethods.Head], app.Services.GetRequiredService<AuthorizationServerMetadata>().GetAsync);
        app.MapClusters(proxy => proxy.UseMiddleware<NativeCallMiddleware>());
        app.MapFallback("/{**path}", app.Services.GetRequiredService<ScimHandlers>().NowhereAsync);
        return app;
    }
}
