using Grpc.Core;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using MudBlazor;
using Scim.Admin.Backends;
using Scim.Admin.SignIn;

namespace Scim.Admin.Components.Shared;

/// <summary>
/// A page of one tenant. It loads once it is live (what comes before shows its shape), says every failure in words,
/// and stops asking when it is left.
/// </summary>
public abstract class TenantPage : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _left = new();
    private string? _shown;

    /// <summary>The tenant, from the address.</summary>
    [Parameter] public string Tenant { get; set; } = "";

    /// <summary>Whether what the page shows has come.</summary>
    protected bool IsLoaded { get; private set; }

    /// <summary>Why the page shows nothing; null where it does.</summary>
    protected string? Problem { get; private set; }

    /// <summary>Whether something that a button said is being done.</summary>
    protected bool IsBusy { get; private set; }

    /// <summary>Whether the person operates all tenants.</summary>
    protected bool IsOperator { get; private set; }

    /// <summary>Ends when the page is left.</summary>
    protected CancellationToken Left => _left.Token;

    [Inject] internal Backend Backend { get; set; } = null!;

    [Inject] internal ISnackbar Snackbar { get; set; } = null!;

    [Inject] internal NavigationManager Navigation { get; set; } = null!;

    [Inject] internal IStringLocalizer<Texts> Words { get; set; } = null!;

    [CascadingParameter] private Task<AuthenticationState> Session { get; set; } = null!;

    /// <inheritdoc/>
    public void Dispose()
    {
        _left.Cancel();
        _left.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>A new name for a mutation, so that a retry of it is known.</summary>
    protected static string NewRequest() => Guid.CreateVersion7().ToString();

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        ConsoleUser? person = ConsoleUser.Of((await Session).User);
        IsOperator = person?.Role == Roles.Operator;
        if (Tenant.Length > 0 && person?.MaySee(Tenant) is not true)
        {
            Problem = Words["Your role does not allow this tenant."];
            return;
        }

        if (!RendererInfo.IsInteractive || _shown == Shown) return;
        _shown = Shown;
        await ReloadAsync();
    }

    /// <summary>What the page shows, by its address: it loads anew when this changes.</summary>
    protected virtual string Shown => Tenant;

    /// <summary>Loads what the page shows.</summary>
    protected abstract Task LoadAsync();

    /// <summary>Loads anew.</summary>
    protected async Task ReloadAsync()
    {
        Problem = null;
        try
        {
            await LoadAsync();
            IsLoaded = true;
        }
        catch (RpcException error) when (!_left.IsCancellationRequested)
        {
            Problem = Words[Failure.Sentence(error)];
        }
        catch (Exception) when (_left.IsCancellationRequested)
        {
            // Nobody looks any more.
        }
    }

    /// <summary>Does what a button says, unless something is being done, and tells how it went.</summary>
    private protected async Task BusyAsync(Func<BackendClients, Task> act, string done)
    {
        if (IsBusy) return;
        IsBusy = true;
        try
        {
            await DoAsync(act, done);
        }
        finally
        {
            IsBusy = false;
        }
    }

    /// <summary>Does what a button says, and tells how it went.</summary>
    /// <returns>Whether it was done.</returns>
    private protected async Task<bool> DoAsync(Func<BackendClients, Task> act, string? done = null)
    {
        ArgumentNullException.ThrowIfNull(act);
        try
        {
            await act(await Backend.OpenAsync());
            if (done is not null) Snackbar.Add(done, MudBlazor.Severity.Success);
            return true;
        }
        catch (RpcException error) when (!_left.IsCancellationRequested)
        {
            Snackbar.Add(Words[Failure.Sentence(error)], MudBlazor.Severity.Error);
            return false;
        }
    }
}
