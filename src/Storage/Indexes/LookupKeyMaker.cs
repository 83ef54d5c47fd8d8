using Google.Protobuf;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MongoDB.Driver;
using Scim.Protocol.Errors;
using Scim.Storage.Resources;

namespace Scim.Storage.Indexes;

/// <summary>Makes the keys of newly chosen lookup attributes in the background; after a restart it goes on.</summary>
/// <typeparam name="T">The message that a resource is.</typeparam>
/// <param name="store">The resources.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where it logs.</param>
public sealed partial class LookupKeyMaker<T>(ResourceStore<T> store, TimeProvider time, ILogger<LookupKeyMaker<T>> logger) : BackgroundService
    where T : class, IMessage<T>, new()
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
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
            catch (Exception error) when (error is MongoException or TimeoutException or ScimException { Status: 503 })
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
