using Microsoft.Extensions.Options;
using Scim.Protos.Users.V1;
using Scim.ServiceDefaults;
using Scim.ServiceDefaults.Errors;
using Scim.ServiceDefaults.Health;
using Scim.ServiceDefaults.Schemas;
using Scim.Storage.Changes;
using Scim.Storage.Indexes;
using Scim.Storage.Mongo;
using Scim.Storage.Resources;
using Scim.Users.Users;

namespace Scim.Users;

/// <summary>The host of users. It owns the database scim_users.</summary>
public static class UserServiceExtensions
{
    internal const string Collection = "users";

    /// <summary>Adds the service with everything that every gRPC service has.</summary>
    public static WebApplicationBuilder AddUserService(this WebApplicationBuilder builder)
    {
        builder.AddScimGrpcServer();
        IServiceCollection services = builder.Services;
        services.AddOptions<StorageOptions>().BindConfiguration("Storage").ValidateDataAnnotations().ValidateOnStart();
        services.AddDatabase(
            (provider, cancellationToken) => provider.GetRequiredService<ResourceStores>().CreateIndexesAsync(Collection, cancellationToken),
            HealthEndpoints.ReadyTag);
        services.AddSingleton<ExceptionMapping>(MongoErrors.ToScimException);
        services.AddSingleton(provider => new ResourceStores(
            provider.GetRequiredService<MongoConnection>().Database,
            provider.GetRequiredService<IOptions<StorageOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>()));
        services.AddTenantSchemas("user-service");
        services.AddSingleton(OpenStore);
        services.AddSingleton(provider => new ChangeFeed(
            Collection,
            provider.GetRequiredService<MongoConnection>().Database,
            [Collection],
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<UserCalls>().AddSingleton<UserFeed>().AddSingleton<UserRevival>().AddSingleton<UserReferences>();
        services.AddHostedService<LookupKeyMaker<User>>();
        return builder;
    }

    /// <summary>Maps the service's RPCs, health and reflection.</summary>
    public static WebApplication MapUserService(this WebApplication app)
    {
        app.MapScimGrpcServer();
        app.MapGrpcService<UserGrpcService>();
        return app;
    }

    private static ResourceStore<User> OpenStore(IServiceProvider provider)
    {
        var schemas = provider.GetRequiredService<TenantSchemas>();
        return provider.GetRequiredService<ResourceStores>().Open<User>(
            Collection,
            schemas.Deployment.User,
            ["groups"],
            async (tenantId, cancellationToken) => (await schemas.NewestAsync(tenantId, cancellationToken)).User);
    }
}
