using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Scim.Storage.Mongo;

/// <summary>What every service with a database of its own registers.</summary>
public static class DatabaseServices
{
    /// <summary>Adds the connection of the configuration's section "Mongo", and what makes the database ready at start.</summary>
    /// <param name="services">The process's services.</param>
    /// <param name="indexes">Creates the service's indexes.</param>
    /// <param name="readyTag">The tag of health checks that decide on readiness.</param>
    public static IServiceCollection AddDatabase(
        this IServiceCollection services, Func<IServiceProvider, CancellationToken, Task> indexes, string readyTag)
    {
        services.AddOptions<MongoOptions>().BindConfiguration(MongoOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<MongoOptions>, MongoOptionsValidator>();
        services.AddSingleton(provider => new MongoConnection(provider.GetRequiredService<IOptions<MongoOptions>>().Value));
        services.AddSingleton(provider => new DatabaseIndexes(cancellationToken => indexes(provider, cancellationToken)));
        services.AddSingleton<DatabaseStart>();
        services.AddHostedService(provider => provider.GetRequiredService<DatabaseStart>());
        services.AddHealthChecks().AddCheck<DatabaseStart>("database", tags: [readyTag]);
        return services;
    }
}
