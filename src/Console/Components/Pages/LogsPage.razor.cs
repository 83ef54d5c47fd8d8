using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Scim.Admin.Backends;
using Scim.Admin.Components.Shared;
using Scim.Protos.Tokens.V1;

namespace Scim.Admin.Components.Pages;

/// <summary>What the identity providers of a tenant did: filtered, live while the newest page shows, as CSV.</summary>
public sealed partial class LogsPage : TenantPage
{
    private const int PageSize = 50;

    private static readonly TimeSpan Between = TimeSpan.FromSeconds(3);

    private List<ActivityRecord> _records = [];
    private string _next = "";
    private string _who = "";
    private string _action = "";
    private string _outcome = "";
    private int _hours;
    private string? _open;
    private bool _exporting;
    private bool _following;

    [Inject] internal TimeProvider Clock { get; set; } = null!;

    [Inject] internal IJSRuntime Js { get; set; } = null!;

    [SupplyParameterFromQuery(Name = "resource")] private string? ResourceId { get; set; }

    [SupplyParameterFromQuery(Name = "connection")] private string? ConnectionId { get; set; }

    /// <inheritdoc/>
    protected override string Shown => $"{Tenant}/{ResourceId}/{ConnectionId}";

    /// <inheritdoc/>
    protected override async Task LoadAsync()
    {
        if (_who.Length == 0 && ResourceId is not null) (_who, ResourceId) = (ResourceId, null);
        BackendClients clients = await Backend.OpenAsync();
        (_records, _next) = await PageAsync(clients, await QueryAsync(clients), "", PageSize);
        if (!_following) _ = FollowAsync();
    }

    private async Task FollowAsync()
    {
        _following = true;
        using var timer = new PeriodicTimer(Between, Clock);
        try
        {
            while (await timer.WaitForNextTickAsync(Left)) await InvokeAsync(FollowNowAsync);
        }
        catch (OperationCanceledException)
        {
            // The page was left.
        }
    }

    private async Task FollowNowAsync()
    {
        // Whoever reads further down or a record's details is not disturbed.
        if (_records.Count > PageSize || _open is not null || _exporting) return;
        await ReloadAsync();
        StateHasChanged();
    }

    private async Task MoreAsync(BackendClients clients)
    {
        (List<ActivityRecord> more, _next) = await PageAsync(clients, await QueryAsync(clients), _next, PageSize);
        _records.AddRange(more);
    }

    private async Task<ListActivityRequest> QueryAsync(BackendClients clients)
    {
        var query = new ListActivityRequest { TenantId = Tenant, ConnectionId = ConnectionId ?? "" };
        if (int.TryParse(_action, CultureInfo.InvariantCulture, out int action)) query.Actions.Add((ActivityAction)action);
        if (int.TryParse(_outcome, CultureInfo.InvariantCulture, out int outcome)) query.Outcomes.Add((ActivityOutcome)outcome);
        if (_hours > 0) query.From = Timestamp.FromDateTimeOffset(Clock.GetUtcNow().AddHours(-_hours));
        if (_who.Trim() is { Length: > 0 } who) query.ResourceId = await new ResourceFinder(clients, Tenant).IdOfAsync(who, Left);
        return query;
    }

    private async Task<(List<ActivityRecord> Records, string Next)> PageAsync(
        BackendClients clients, ListActivityRequest query, string token, int size)
    {
        query.PageToken = token;
        query.PageSize = size;
        ListActivityResponse page = await clients.Activity.ListActivityAsync(query, cancellationToken: Left);
        return ([.. page.Records], page.NextPageToken);
    }

    private async Task ExportAsync()
    {
        _exporting = true;
        try
        {
            await DoAsync(async clients =>
            {
                ListActivityRequest query = await QueryAsync(clients);
                await using Stream csv = await LogExport.WriteAsync(token => PageAsync(clients, query, token, LogExport.PageSize));
                using var reference = new DotNetStreamReference(csv, leaveOpen: true);
                await Js.InvokeVoidAsync("scim.download", Left, $"provisioning-{Tenant}.csv", reference);
            });
        }
        finally
        {
            _exporting = false;
        }
    }
}
