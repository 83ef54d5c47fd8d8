using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Scim.Protocol.Schema;
using Scim.Storage.Resources;

namespace Scim.Storage.Indexes;

/// <summary>
/// The plan of lookup keys of each tenant: the type's own, what the tenant's connections match by, and what custom
/// extensions mark as indexed, which becomes a choice of the tenant's where it is met first. A plan is read again after <see cref="StorageOptions.KeyPlanLife"/>, so that all processes write by a new choice soon.
/// </summary>
internal sealed class KeyPlans(KeyChoices choices, StorageOptions options, TimeProvider time)
{
    private const int MostTenants = 50_000;

    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);

    /// <summary>The plan that a call writes and reads by.</summary>
    public ValueTask<KeyPlan> OfAsync(StoreCall call, ScimResourceType type, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return _known.TryGetValue(call.TenantId, out Known? known) && time.GetElapsedTime(known.At) < options.KeyPlanLife
            ? new ValueTask<KeyPlan>(known.Of(type))
            : ReadAsync(call.TenantId, type, cancellationToken);
    }

    /// <summary>What is known of a tenant is read again at its next call.</summary>
    public void Forget(string tenantId) => _known.TryRemove(tenantId, out _);

    /// <summary>The plan of a choice.</summary>
    public static KeyPlan Plan(KeyChoice choice, ScimResourceType type)
    {
        ScimAttribute[] own = [.. KeyPlan.Indexed(type)];
        Dictionary<string, ScimAttribute> chosen = KeyPlan.Possible(type)
            .Where(attribute => choice.Paths.Contains(attribute.Path))
            .ToDictionary(attribute => attribute.Path, StringComparer.Ordinal);
        return new KeyPlan([.. own, .. chosen.Values], [.. own, .. chosen.Values.Where(attribute => choice.Ready.Contains(attribute.Path))]);
    }

    private async ValueTask<KeyPlan> ReadAsync(string tenantId, ScimResourceType type, CancellationToken cancellationToken)
    {
        long at = time.GetTimestamp();
        KeyChoice choice = await choices.ReadAsync(tenantId, cancellationToken);
        string[] marked = [.. KeyPlan.IndexedLater(type).Select(attribute => attribute.Path).Except(choice.Paths, StringComparer.Ordinal)];
        if (marked.Length > 0) choice = await choices.AddAsync(tenantId, marked, KeyChoices.MostInAll, cancellationToken);
        if (_known.Count >= MostTenants) _known.Clear();
        var known = new Known(choice, at);
        _known[tenantId] = known;
        return known.Of(type);
    }

    private sealed class Known(KeyChoice choice, long at)
    {
        // Most tenants have no choice of their own, and one plan is enough for all of them.
        private static readonly ConditionalWeakTable<ScimResourceType, KeyPlan> Own = [];

        private readonly ConditionalWeakTable<ScimResourceType, KeyPlan> _plans = choice.Paths.Count == 0 ? Own : [];

        public long At => at;

        public KeyPlan Of(ScimResourceType type) => _plans.GetValue(type, of => Plan(choice, of));
    }
}
