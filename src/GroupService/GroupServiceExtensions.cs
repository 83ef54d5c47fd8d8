using Microsoft.Extensions.Options;
using Scim.Groups.Groups;
using Scim.Groups.Members;
using Scim.Groups.Removal;
using Scim.Groups.Subjects;
using Scim.Protos.Groups.V1;
using Scim.ServiceDefaults;
using Scim.ServiceDefaults.Errors;
using Scim.ServiceDefaults.Health;
using Scim.ServiceDefaults.Schemas;
using Scim.Storage.Changes;
using Scim.Storage.Indexes;
using Scim.Storage.Mongo;
using Scim.Storage.Resources;

namespace Scim.Groups;

/// <summary>The host of groups and memberships. It owns the database scim_groups.</summary>
public static class GroupServiceExtensions
{
    /// <summary>Adds the service with everything that every gRPC service has.</summary>
    public static WebApplicationBuilder AddGroupService(this WebApplicationBuilder builder)
    {
        builder.AddScimGrpcServer();
        IServiceCollection services = builder.Services;
        services.AddOptions<StorageOptions>().BindConfiguration("Storage").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<SubjectOptions>().BindConfiguration(SubjectOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SubjectOptions>, SubjectOptionsValidator>();
        services.AddDatabase(CreateIndexesAsync, HealthEndpoints.ReadyTag);
        services.AddSingleton<ExceptionMapping>(MongoErrors.ToScimException);
        services.AddSingleton(provider => new ResourceStores(
            provider.GetRequiredService<MongoConnection>().Database,
            provider.GetRequiredService<IOptions<StorageOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>()));
        services.AddTenantSchemas("group-service");
        services.AddSingleton(OpenStore);
        services.AddHostedService<LookupKeyMaker<Group>>();
        services.AddSingleton<MembershipMetrics>().AddSingleton<KnownSubjects>().AddSingleton<SubjectUpdates>().AddSingleton<FollowerPlace>();
        services.AddSingleton<RemovedTenants>().AddSingleton<TenantData>();
        services.AddHostedService(provider => ActivatorUtilities.CreateInstance<SubjectFollower>(
            provider, ActivatorUtilities.CreateInstance<ProcessLease>(provider, "follow-users")));
        services.AddSingleton<NestingLock>().AddSingleton<VacantTenants>().AddSingleton<MembershipWriter>().AddSingleton<MembershipJobs>().AddSingleton<MembershipChanges>();
        services.AddHostedService<MembershipJobRunner>();
        services.AddSingleton<MembershipStore>().AddSingleton<NestedMembers>().AddSingleton<UserSubjects>().AddSingleton<MemberAdmission>().AddSingleton<GroupFinder>();
        services.AddSingleton(provider => new ChangeFeed(
            "groups",
            provider.GetRequiredService<MongoConnection>().Database,
            [MembershipStore.GroupCollection, MembershipStore.EdgeCollection],
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<GroupCalls>().AddSingleton<GroupFeed>();
        return builder;
    }

    /// <summary>Maps the service's RPCs, health and reflection.</summary>
    public static WebApplication MapGroupService(this WebApplication app)
    {
        app.MapScimGrpcServer();
        app.MapGrpcService<GroupGrpcService>();
        return app;
    }

    private static ResourceStore<Group> OpenStore(IServiceProvider provider)
    {
        var schemas = provider.GetRequiredService<TenantSchemas>();
        return provider.GetRequiredService<ResourceStores>().Open<Group>(
            MembershipStore.GroupCollection,
            schemas.Deployment.Group,
            ["members"],
            async (tenantId, cancellationToken) => (await schemas.NewestAsync(tenantId, cancellationToken)).Group);
    }

    private static async Task CreateIndexesAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await services.GetRequiredService<ResourceStores>().CreateIndexesAsync(MembershipStore.GroupCollection, cancellationToken);
        await services.GetRequiredService<MembershipStore>().CreateIndexesAsync(cancellationToken);
        await services.GetRequiredService<MembershipJobs>().CreateIndexesAsync(cancellationToken);
        await services.GetRequiredService<KnownSubjects>().CreateIndexesAsync(cancellationToken);
    }
}
