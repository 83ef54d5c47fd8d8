using System.Globalization;
using Grpc.Core;
using Microsoft.AspNetCore.Components;
using Scim.Admin.Backends;
using Scim.Admin.Components.Shared;
using Scim.Protos.Common.V1;
using Scim.Protos.Groups.V1;
using Scim.Protos.Tokens.V1;
using Scim.Protos.Users.V1;

namespace Scim.Admin.Components.Pages;

/// <summary>How each connection of a tenant is doing, and how much there is.</summary>
public sealed partial class OverviewPage : TenantPage
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(10);

    private List<ConnectionOverview> _connections = [];
    private long? _users;
    private long? _disabled;
    private long? _groups;
    private DateOnly _today;
    private bool _following;

    [Inject] internal TimeProvider Clock { get; set; } = null!;

    /// <inheritdoc/>
    protected override async Task LoadAsync()
    {
        BackendClients clients = await Backend.OpenAsync();
        _today = DateOnly.FromDateTime(Clock.GetUtcNow().UtcDateTime);
        ListConnectionsResponse all = await clients.Connections.ListConnectionsAsync(
            new ListConnectionsRequest { TenantId = Tenant, PageSize = 100 }, cancellationToken: Left);
        Task<ConnectionOverview[]> connections = Task.WhenAll(all.Connections.Select(connection => ReadAsync(clients, connection)));
        Task<long?> users = CountUsersAsync(clients, ""), disabled = CountUsersAsync(clients, "active eq false"), groups = CountGroupsAsync(clients);
        await Task.WhenAll(connections, users, disabled, groups);
        (_connections, _users, _disabled, _groups) = ([.. await connections], await users, await disabled, await groups);
        if (!_following) _ = FollowAsync();
    }

    private static string Figure(long? value) => value?.ToString("N0", CultureInfo.CurrentCulture) ?? "–";

    private async Task FollowAsync()
    {
        _following = true;
        using var timer = new PeriodicTimer(Between, Clock);
        try
        {
            while (await timer.WaitForNextTickAsync(Left)) await InvokeAsync(async () => { await ReloadAsync(); StateHasChanged(); });
        }
        catch (OperationCanceledException)
        {
            // The page was left.
        }
    }

    private async Task<ConnectionOverview> ReadAsync(BackendClients clients, Connection connection)
    {
        AsyncUnaryCall<GetActivitySummaryResponse> summary = clients.Activity.GetActivitySummaryAsync(
            new GetActivitySummaryRequest { TenantId = Tenant, ConnectionId = connection.Id }, cancellationToken: Left);
        ListTokensResponse tokens = await clients.Tokens.ListTokensAsync(
            new ListTokensRequest { TenantId = Tenant, ConnectionId = connection.Id, PageSize = 1_000 }, cancellationToken: Left);
        GetActivitySummaryResponse activity = await summary;
        return new ConnectionOverview(
            connection,
            tokens.Tokens.Select(token => token.LastUsed).Where(used => used is not null).MaxBy(used => used.ToDateTime()),
            activity.LastCycle,
            [.. activity.Days],
            _today);
    }

    /// <summary>How many users there are; null where that takes too long to count.</summary>
    private async Task<long?> CountUsersAsync(BackendClients clients, string filter)
    {
        try
        {
            ListUsersResponse page = await clients.Users.ListUsersAsync(
                new ListUsersRequest { TenantId = Tenant, Query = new ListQuery { Count = 0, StartIndex = 1, Filter = filter } }, cancellationToken: Left);
            return page.Page.HasTotalResults ? page.Page.TotalResults : null;
        }
        catch (RpcException error) when (error.StatusCode is StatusCode.DeadlineExceeded or StatusCode.Unavailable && !Left.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task<long?> CountGroupsAsync(BackendClients clients)
    {
        try
        {
            ListGroupsResponse page = await clients.Groups.ListGroupsAsync(
                new ListGroupsRequest { TenantId = Tenant, Query = new ListQuery { Count = 0, StartIndex = 1 } }, cancellationToken: Left);
            return page.Page.HasTotalResults ? page.Page.TotalResults : null;
        }
        catch (RpcException error) when (error.StatusCode is StatusCode.DeadlineExceeded or StatusCode.Unavailable && !Left.IsCancellationRequested)
        {
            return null;
        }
    }
}
