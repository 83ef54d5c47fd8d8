using System.Collections.Concurrent;
using Grpc.Core;
using Scim.Protocol.Errors;
using Scim.Protos.Common.V1;
using Scim.Protos.Tokens.V1;

namespace Scim.ServiceDefaults.Schemas;

/// <summary>
/// The resource types of each tenant, remembered by the version of its schemas. Requests say which version their sender
/// knows: a newer one than is remembered is asked for, once, and none (0) is the deployment's own types without a look.
/// </summary>
/// <param name="deployment">What every tenant has.</param>
/// <param name="client">TenantService; null where it is not known, and tenants have no schemas of their own.</param>
/// <param name="time">The clock.</param>
public sealed class TenantSchemas(DeploymentSchemas deployment, TenantService.TenantServiceClient? client, TimeProvider time)
{
    private const int MostTenants = 50_000;
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<Task<TenantTypes>>> _asked = new(StringComparer.Ordinal);

    /// <summary>What every tenant has.</summary>
    public TenantTypes Deployment => deployment.Types;

    /// <summary>The types by a version of the tenant's schemas, or by a newer one.</summary>
    /// <exception cref="ScimException">503: nobody knows at present.</exception>
    public ValueTask<TenantTypes> OfAsync(string tenantId, long version, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (version == 0) return new ValueTask<TenantTypes>(deployment.Types);
        return _known.TryGetValue(tenantId, out Known? known) && known.Types.Version >= version
            ? new ValueTask<TenantTypes>(known.Types)
            : new ValueTask<TenantTypes>(AtLeastAsync(tenantId, version, cancellationToken));
    }

    /// <summary>
    /// The types for a call. Gateway and services say what they know of, which may be that there is nothing to know; a caller
    /// of another kind that says nothing gets the newest.
    /// </summary>
    /// <exception cref="ScimException">503: nobody knows at present.</exception>
    public ValueTask<TenantTypes> ForAsync(CallerAssertion caller, string tenantId, long version, CancellationToken cancellationToken) =>
        version == 0 && caller.Kind is not (CallerKind.Connection or CallerKind.Service)
            ? NewestAsync(tenantId, cancellationToken)
            : OfAsync(tenantId, version, cancellationToken);

    /// <summary>The newest types, as of some seconds ago at most while TenantService answers.</summary>
    /// <exception cref="ScimException">503: nobody knows at present.</exception>
    public ValueTask<TenantTypes> NewestAsync(string tenantId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (client is null) return new ValueTask<TenantTypes>(deployment.Types);
        return _known.TryGetValue(tenantId, out Known? known) && time.GetElapsedTime(known.At) < Life
            ? new ValueTask<TenantTypes>(known.Types)
            : new ValueTask<TenantTypes>(AskAsync(tenantId, cancellationToken));
    }

    private async Task<TenantTypes> AtLeastAsync(string tenantId, long version, CancellationToken cancellationToken)
    {
        TenantTypes types = await AskAsync(tenantId, cancellationToken);
        if (types.Version < version) types = await AskAsync(tenantId, cancellationToken); // that question was older than the version
        return types.Version >= version ? types : throw Away();
    }

    // One question at a time, whoever waits for its answer.
    private async Task<TenantTypes> AskAsync(string tenantId, CancellationToken cancellationToken)
    {
        Lazy<Task<TenantTypes>> asked = _asked.GetOrAdd(tenantId, id => new Lazy<Task<TenantTypes>>(() => ReadAsync(id)));
        try
        {
            return await asked.Value.WaitAsync(cancellationToken);
        }
        finally
        {
            _asked.TryRemove(KeyValuePair.Create(tenantId, asked));
        }
    }

    private async Task<TenantTypes> ReadAsync(string tenantId)
    {
        long at = time.GetTimestamp();
        TenantTypes? known = _known.GetValueOrDefault(tenantId)?.Types;
        var request = new GetTenantSchemaRequest { TenantId = tenantId, KnownVersion = known?.Version ?? 0 };
        try
        {
            if (client is null) throw Away();
            using var patience = new CancellationTokenSource(Patience, time);
            GetTenantSchemaResponse answer = await client.GetTenantSchemaAsync(request, cancellationToken: patience.Token);
            return Remember(tenantId, answer.NotModified ? known ?? deployment.Types : deployment.Types.With(answer.Schema), at);
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.NotFound)
        {
            return Remember(tenantId, deployment.Types, at);
        }
        catch (RpcException)
        {
            return known ?? throw Away();
        }
    }

    private TenantTypes Remember(string tenantId, TenantTypes types, long at)
    {
        if (_known.Count >= MostTenants) _known.Clear();
        return _known.AddOrUpdate(
            tenantId,
            static (_, next) => next,
            static (_, old, next) => old.Types.Version > next.Types.Version ? old : next,
            new Known(types, at)).Types;
    }

    private static ScimException Away() => ScimException.Unavailable(RetryAfter, "The tenant's schemas cannot be read for the moment.");

    private sealed record Known(TenantTypes Types, long At);
}
