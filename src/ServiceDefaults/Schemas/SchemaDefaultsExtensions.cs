using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Scim.Protos.Tokens.V1;
using Scim.ServiceDefaults.Callers;
using Scim.ServiceDefaults.Grpc;

namespace Scim.ServiceDefaults.Schemas;

/// <summary>Adds what a host knows of schemas.</summary>
public static class SchemaDefaultsExtensions
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    /// <summary>Adds the extensions of the configuration.</summary>
    public static IServiceCollection AddDeploymentSchemas(this IServiceCollection services)
    {
        services.AddOptions<SchemaOptions>().BindConfiguration(SchemaOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SchemaOptions>, SchemaOptionsValidator>();
        return services.AddSingleton<DeploymentSchemas>();
    }

    /// <summary>Adds those and the extensions of each tenant, by an invoker of TokenService; null where a host has none.</summary>
    public static IServiceCollection AddTenantSchemas(this IServiceCollection services, Func<IServiceProvider, CallInvoker?> tokens) =>
        services.AddDeploymentSchemas().AddSingleton(provider => new TenantSchemas(
            provider.GetRequiredService<DeploymentSchemas>(),
            tokens(provider) is { } invoker ? new TenantService.TenantServiceClient(invoker) : null,
            provider.GetRequiredService<TimeProvider>()));

    /// <summary>Adds the same with the address of TokenService from the setting <c>Services:Tokens</c>.</summary>
    public static IServiceCollection AddTenantSchemas(this IServiceCollection services, string process)
    {
        services.AddOptions<SchemaServiceOptions>().BindConfiguration(SchemaServiceOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SchemaServiceOptions>, SchemaServiceOptionsValidator>();
        services.AddSingleton<SchemaServiceChannel>();
        return services.AddTenantSchemas(provider => provider.GetRequiredService<SchemaServiceChannel>().Invoker?
            .Intercept(new DeadlineInterceptor(provider.GetRequiredService<TimeProvider>(), Deadline))
            .AsService(process, provider.GetRequiredService<CallerKeys>()));
    }
}
