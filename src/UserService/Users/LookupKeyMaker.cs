using MongoDB.Driver;
using Scim.Protos.Users.V1;
using Scim.Storage.Resources;

namespace Scim.Users.Users;

/// <summary>Makes the keys of newly chosen lookup attributes in the background; after a restart it goes on.</summary>
internal sealed partial class LookupKeyMaker(ResourceStore<User> store, TimeProvider time, ILogger<LookupKeyMaker> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                int tenants = await store.MakeKeysAsync(stoppingToken);
                if (tenants > 0) LogReady(logger, tenants);
            }
            catch (Exception error) when (error is MongoException or TimeoutException)
            {
                LogAway(logger, error.GetType().Name);
            }
        }
    }

    [LoggerMessage(2011, LogLevel.Information, "Lookups by newly chosen attributes are ready for {Tenants} tenants")]
    private static partial void LogReady(ILogger logger, int tenants);

    [LoggerMessage(2012, LogLevel.Warning, "Lookup keys cannot be made ({Error}); trying again")]
    private static partial void LogAway(ILogger logger, string error);
}
