using Microsoft.Extensions.Diagnostics.HealthChecks;
using MongoDB.Driver;
using Scim.Storage.Mongo;

namespace Scim.Tokens.Documents;

/// <summary>Checks the database and makes its indexes before the service serves; and tells whether it still answers.</summary>
internal sealed class DatabaseStart(MongoConnection connection, TokenDatabase database) : IHostedService, IHealthCheck
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await connection.RequireReplicaSetAsync(cancellationToken);
        await database.CreateIndexesAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        try
        {
            await connection.PingAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception error) when (error is MongoException or TimeoutException)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, "The database does not answer.");
        }
    }
}
