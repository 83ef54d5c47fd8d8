using Grpc.Core;
using Scim.Gateway.Clusters;
using Scim.Protos.Groups.V1;
using Scim.Protos.Tokens.V1;
using Scim.Protos.Users.V1;
using Scim.ServiceDefaults.Callers;

namespace Scim.Gateway.Removal;

/// <summary>
/// Removes the data of deleted tenants: takes a removal from TokenService, has the services remove some at a time, and tells
/// how much that was. Where this process dies another gateway goes on: each step can be done twice.
/// </summary>
internal sealed partial class TenantRemovals(ClusterInvokers invokers, CallerKeys keys, TimeProvider time, ILogger<TenantRemovals> logger)
    : BackgroundService
{
    private const int MostAtOnce = 1_000;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly string _holder = Guid.NewGuid().ToString("N");
    private readonly TenantRemovalService.TenantRemovalServiceClient _removals = new(invokers.Tokens.AsService("gateway", keys));
    private readonly UserService.UserServiceClient _users = new(invokers.Users.AsService("gateway", keys));
    private readonly GroupService.GroupServiceClient _groups = new(invokers.Groups.AsService("gateway", keys));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                while (await RunAsync(stoppingToken))
                {
                    // the next one
                }
            }
            catch (RpcException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (RpcException error)
            {
                // Nothing is lost: whoever takes it next goes on.
                LogInterrupted(logger, error.StatusCode);
            }
        }
    }

    private static string NewId() => Guid.CreateVersion7().ToString();

    /// <summary>Works on one removal; false where there was none.</summary>
    private async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        TakeTenantRemovalResponse taken = await _removals.TakeTenantRemovalAsync(new TakeTenantRemovalRequest { RequestId = NewId(), Holder = _holder }, cancellationToken: cancellationToken);
        if (taken.TenantId.Length == 0) return false;

        bool count = taken.Removal.Parts.Count == 0;
        AdvanceTenantRemovalResponse answer;
        do
        {
            answer = await StepAsync(taken.TenantId, count, cancellationToken);
            count = false;
        }
        while (answer.Again);
        return true;
    }

    private async Task<AdvanceTenantRemovalResponse> StepAsync(string tenantId, bool count, CancellationToken cancellationToken)
    {
        var ofUsers = new Protos.Users.V1.RemoveTenantRequest { TenantId = tenantId, RequestId = NewId(), Limit = MostAtOnce, Count = count };
        var ofGroups = new Protos.Groups.V1.RemoveTenantRequest { TenantId = tenantId, RequestId = NewId(), Limit = MostAtOnce, Count = count };
        Task<Protos.Groups.V1.RemoveTenantResponse> groups = _groups.RemoveTenantAsync(ofGroups, cancellationToken: cancellationToken).ResponseAsync;
        Task<Protos.Users.V1.RemoveTenantResponse> users = _users.RemoveTenantAsync(ofUsers, cancellationToken: cancellationToken).ResponseAsync;
        await Task.WhenAll(groups, users);
        var advance = new AdvanceTenantRemovalRequest
        {
            TenantId = tenantId,
            RequestId = NewId(),
            Holder = _holder,
            Parts = { (await users).Parts, (await groups).Parts },
            Complete = (await users).Complete && (await groups).Complete,
        };
        return await _removals.AdvanceTenantRemovalAsync(advance, cancellationToken: cancellationToken);
    }

    [LoggerMessage(2301, LogLevel.Information, "The removal of a tenant's data was interrupted ({Status}); it is gone on with")]
    private static partial void LogInterrupted(ILogger logger, StatusCode status);
}
