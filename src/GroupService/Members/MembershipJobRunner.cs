using MongoDB.Driver;
using Scim.Protocol.Errors;
using Scim.Storage.Mongo;

namespace Scim.Groups.Members;

/// <summary>Finishes the jobs that a crash or an impatient caller left behind.</summary>
internal sealed partial class MembershipJobRunner(
    MembershipJobs jobs, MembershipChanges changes, DatabaseStart database, TimeProvider time, ILogger<MembershipJobRunner> logger) : BackgroundService
{
    private const int MostAtOnce = 10;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await database.Ready.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await jobs.RemoveUnreferencedAsync(stoppingToken);
                if (await RunSomeAsync(stoppingToken) == MostAtOnce) continue;
            }
            catch (Exception error) when (error is MongoException or TimeoutException or ScimException or OperationCanceledException)
            {
                if (!stoppingToken.IsCancellationRequested) LogInterrupted(logger, error);
            }

            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<int> RunSomeAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<string> free = await jobs.FreeAsync(MostAtOnce, cancellationToken);
        foreach (string id in free)
        {
            if (await jobs.TakeAsync(id, cancellationToken) is not { } job) continue;
            await changes.RunAsync(job, cancellationToken);
            LogFinished(logger, job.Call.TenantId, job.GroupId);
        }

        return free.Count;
    }

    [LoggerMessage(3201, LogLevel.Information, "The interrupted change of members of group {Group} of tenant {Tenant} is finished")]
    private static partial void LogFinished(ILogger logger, string tenant, string group);

    [LoggerMessage(3202, LogLevel.Warning, "A change of members could not be finished; it is tried again")]
    private static partial void LogInterrupted(ILogger logger, Exception error);
}
