using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using MongoDB.Driver;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;
using Scim.Protos.Common.V1;
using Scim.Storage.Bson;
using Scim.Storage.Changes;
using Scim.Storage.Indexes;

namespace Scim.Storage.Resources;

/// <summary>
/// The resources of one type, of all tenants, in one collection. Reads answer with what the mask asks for; a mutation
/// writes the changed paths only, under the version that it was made from, and a retry of one that was applied, known
/// by its request id, applies nothing. The driver's exceptions come out as they are, for the service's boundary to map.
/// </summary>
/// <typeparam name="T">The message that a resource is.</typeparam>
public sealed class ResourceStore<T>
    where T : class, IMessage<T>, new()
{
    private const int MostRetryDelay = 50;

    private readonly ResourceCollection<T> _collection;
    private readonly ResourceWriter<T> _writer;
    private readonly ResourceLister<T> _lister;
    private readonly ResourceLayouts<T> _layouts;
    private readonly KeyPlans _plans;
    private readonly KeyChoices _choices;
    private readonly TenantTotals _totals;
    private readonly KeyBackfill<T> _backfill;
    private readonly TenantTypeOf? _typeOf;
    private readonly ResourceGates _gates = new();
    private readonly TimeProvider _time;

    internal ResourceStore(
        ResourceCollection<T> collection, ResourceLister<T> lister, ResourceLayouts<T> layouts, KeyPlans plans, KeyChoices choices,
        TenantTotals totals, TenantTypeOf? typeOf, TimeProvider time)
    {
        _collection = collection;
        _writer = new ResourceWriter<T>(collection);
        _lister = lister;
        _layouts = layouts;
        _plans = plans;
        _choices = choices;
        _totals = totals;
        _backfill = new KeyBackfill<T>(collection, layouts, choices, plans, typeOf);
        _typeOf = typeOf;
        _time = time;
    }

    /// <summary>Creates a resource under the id that it has. Its meta, identifiers and last change are set in it.</summary>
    /// <exception cref="ScimException">
    /// 409 uniqueness: the unique attribute's value, or the id, is taken; 403: the tenant has as many resources as it may.
    /// </exception>
    public async Task<T> CreateAsync(StoreCall call, T resource, CancellationToken cancellationToken)
    {
        ResourceLayout<T> layout = _layouts.Of(call);
        if (call.MostResources > 0) await RequireRoomAsync(call, layout, resource, cancellationToken);
        KeyPlan plan = await _plans.OfAsync(call, layout.Type, cancellationToken);
        return await _writer.CreateAsync(call, layout, plan, resource, cancellationToken);
    }

    // A retry of the creation that took the last place finds its resource and is answered as the first attempt was.
    private async Task RequireRoomAsync(StoreCall call, ResourceLayout<T> layout, T resource, CancellationToken cancellationToken)
    {
        if (await _totals.ReadAsync(call.TenantId, cancellationToken) < call.MostResources) return;
        if (await GetAsync(call, layout.Type.Id.Accessor.GetString(resource), new FieldMask { Paths = { "id" } }, cancellationToken) is not null) return;

        string type = layout.Type.Name;
        StoreMetrics.Refused(type);
        throw ScimException.QuotaReached($"The tenant has {call.MostResources} {type}s, which is as many as it may have. Its operator can allow more.");
    }

    /// <summary>Reads a resource; null where there is none.</summary>
    public async Task<T?> GetAsync(StoreCall call, string id, FieldMask? mask, CancellationToken cancellationToken)
    {
        ResourceLayout<T> layout = _layouts.Of(call);
        StoredResource<T>? stored = await _collection.FindOneAsync(
            TenantScope.OneLive(call.TenantId, id), layout, ReadMask<T>.Of(layout, mask), call, cancellationToken);
        return stored?.Resource;
    }

    /// <summary>Reads those of some resources that exist, in no order.</summary>
    public async Task<IReadOnlyList<T>> GetManyAsync(StoreCall call, IEnumerable<string> ids, FieldMask? mask, CancellationToken cancellationToken)
    {
        string[] wanted = [.. ids];
        if (wanted.Length == 0) return [];

        ResourceLayout<T> layout = _layouts.Of(call);
        var found = new List<T>(wanted.Length);
        using IAsyncCursor<StoredResource<T>> cursor = await _collection.FindAsync(
            TenantScope.SomeLive(call.TenantId, wanted), layout, ReadMask<T>.Of(layout, mask), call, new FindPage(), cancellationToken);
        while (await cursor.MoveNextAsync(cancellationToken))
        {
            found.AddRange(cursor.Current.Select(stored => stored.Resource));
        }

        return found;
    }

    /// <summary>Whether a resource exists.</summary>
    public async Task<bool> ExistsAsync(StoreCall call, string id, CancellationToken cancellationToken) =>
        await GetAsync(call, id, new FieldMask { Paths = { "id" } }, cancellationToken) is not null;

    /// <summary>Reads a page of the resources that a query names.</summary>
    /// <exception cref="ScimException">400 invalidFilter, invalidPath, tooMany, invalidCursor.</exception>
    public async Task<ResourcePage<T>> ListAsync(StoreCall call, ListQuery query, FieldMask? mask, CancellationToken cancellationToken)
    {
        ResourceLayout<T> layout = _layouts.Of(call);
        KeyPlan plan = await _plans.OfAsync(call, layout.Type, cancellationToken);
        return await _lister.ListAsync(call, layout, plan, query, ReadMask<T>.Of(layout, mask), cancellationToken);
    }

    /// <summary>Reads a page as SCIM JSON; null where the query has a filter or an order, for which resources have to be read.</summary>
    /// <exception cref="ScimException">400 invalidCursor.</exception>
    public async Task<JsonPage?> ListJsonAsync(StoreCall call, ListQuery query, FieldMask? mask, JsonFormat format, CancellationToken cancellationToken)
    {
        if (query.Filter.Length > 0 || query.SortBy.Length > 0) return null;
        ResourceLayout<T> layout = _layouts.Of(call);
        var options = new ScimWriteOptions
        {
            BaseUrl = format.BaseUrl,
            Projection = Projection.Create(layout.Type, format.Attributes, format.ExcludedAttributes),
        };
        return await _lister.ListJsonAsync(call, layout, query, ReadMask<T>.Of(layout, mask), options, cancellationToken);
    }

    /// <summary>
    /// Changes a resource. <paramref name="change"/> gets the resource and gives back a changed copy; it is called again
    /// where another writer was faster.
    /// </summary>
    /// <param name="call">On whose behalf.</param>
    /// <param name="id">The resource.</param>
    /// <param name="ifMatch">The value of If-Match; empty for no condition.</param>
    /// <param name="change">Makes the changed copy; what it throws comes out.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ScimException">404; 412; 409 uniqueness; 503 where others kept changing it until the deadline.</exception>
    public async Task<Mutation<T>> UpdateAsync(
        StoreCall call, string id, string ifMatch, Func<T, CancellationToken, ValueTask<T>> change, CancellationToken cancellationToken)
    {
        ResourceLayout<T> layout = _layouts.Of(call);
        using ResourceGates.Pass pass = await _gates.EnterAsync(TenantScope.DocumentId(call.TenantId, id), cancellationToken);
        for (int attempt = 1; ; attempt++)
        {
            KeyPlan plan = await _plans.OfAsync(call, layout.Type, cancellationToken);
            StoredResource<T> before = await ReadToChangeAsync(call, layout, id, cancellationToken);
            if (!before.Live) throw NotFound(layout, id);
            if (IsApplied(call, before)) return new Mutation<T>(before.Resource, Changed: true);
            Demand(ifMatch, before.Version);

            var after = new StoredResource<T>(await change(before.Resource, cancellationToken));
            ResourceChanges changes = ResourceWriter<T>.Compare(call, layout, plan, before, after);
            if (changes.IsEmpty) return new Mutation<T>(before.Resource, Changed: false);
            if (await _writer.UpdateAsync(call, layout, before, after, changes, cancellationToken))
            {
                return new Mutation<T>(after.Resource, Changed: true);
            }

            await WaitToRetryAsync(call, attempt, cancellationToken);
        }
    }

    /// <summary>Deletes a resource: what remains is a tombstone without personal data, for followers of the feed.</summary>
    /// <exception cref="ScimException">404; 412; 503 where others kept changing it until the deadline.</exception>
    public async Task DeleteAsync(StoreCall call, string id, string ifMatch, CancellationToken cancellationToken)
    {
        ResourceLayout<T> layout = _layouts.Of(call);
        using ResourceGates.Pass pass = await _gates.EnterAsync(TenantScope.DocumentId(call.TenantId, id), cancellationToken);
        for (int attempt = 1; ; attempt++)
        {
            StoredResource<T> before = await ReadToChangeAsync(call, layout, id, cancellationToken);
            if (!before.Live && IsApplied(call, before)) return;
            if (!before.Live) throw NotFound(layout, id);
            Demand(ifMatch, before.Version);
            if (await _writer.DeleteAsync(call, before, cancellationToken)) return;

            await WaitToRetryAsync(call, attempt, cancellationToken);
        }
    }

    /// <summary>
    /// Chooses attributes that the tenant's resources are looked up by, beside those that have keys at all times. Until
    /// <see cref="MakeKeysAsync"/> has made the keys of the resources that exist, a lookup by a new one reads candidates.
    /// </summary>
    /// <param name="call">On whose behalf.</param>
    /// <param name="paths">Their paths, in the forms that filters and PATCH take.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Each attribute that was named, and whether lookups by it have keys.</returns>
    /// <exception cref="ScimException">400 invalidPath: no attribute that can have keys; 400 invalidValue: too many.</exception>
    public async Task<IReadOnlyList<(string Path, bool Ready)>> ChooseLookupsAsync(
        StoreCall call, IEnumerable<string> paths, CancellationToken cancellationToken)
    {
        ScimResourceType type = _layouts.Of(call).Type;
        ScimAttribute[] named = [.. paths.Select(path => MatchingAttribute.Find(type, path))];
        string[] extra = [.. named.Where(attribute => !attribute.Indexed || attribute.IsCustom).Select(attribute => attribute.Path).Distinct(StringComparer.Ordinal)];
        KeyPlan plan = await _plans.OfAsync(call, type, cancellationToken);
        if (!named.All(plan.IsReady))
        {
            int most = KeyChoices.Most + KeyPlan.IndexedLater(type).Count();
            plan = KeyPlans.Plan(await _choices.AddAsync(call.TenantId, extra, most, cancellationToken), type);
            _plans.Forget(call.TenantId);
        }

        return [.. named.Select(attribute => (attribute.Path, plan.IsReady(attribute)))];
    }

    /// <summary>Makes the keys that are due, of all tenants; the number of tenants whose lookups have become ready.</summary>
    public Task<int> MakeKeysAsync(CancellationToken cancellationToken) => _backfill.RunAsync(cancellationToken);

    /// <summary>Reads a change of this store's collection. Of a deleted resource there are id, identifiers, meta and last change at most.</summary>
    public async ValueTask<ResourceChange<T>> ReadChangeAsync(FeedChange change, FieldMask? mask, CancellationToken cancellationToken)
    {
        (string tenantId, string id) = TenantScope.Split(change.DocumentId);
        bool custom = _typeOf is not null && AnswerMask.HasExtensions(_layouts.Own.Type.Descriptor, mask);
        var call = new StoreCall(tenantId) { Type = custom ? await _typeOf!(tenantId, cancellationToken) : null };
        ResourceLayout<T> layout = _layouts.Of(call);
        if (change.Document is null)
        {
            var gone = new T();
            layout.Type.Id.Accessor.SetString(gone, id);
            return new ResourceChange<T>(tenantId, id, ChangeKind.Deleted, gone);
        }

        StoredResource<T> stored = new DocumentReader<T>(layout, connectionId: "").Read(RawDocuments.Bytes(change.Document));
        return new ResourceChange<T>(tenantId, id, stored.Live ? change.Kind : ChangeKind.Deleted, AnswerMask.Apply(stored.Resource, mask));
    }

    private static bool IsApplied(StoreCall call, StoredResource<T> stored) =>
        call.RequestId.Length > 0 && stored.Requests.Contains(call.RequestId);

    private static void Demand(string ifMatch, long version)
    {
        if (ifMatch.Length > 0 && !EntityTag.Names(ifMatch, version))
        {
            throw ScimException.PreconditionFailed($"The resource has the version {EntityTag.Of(version)}.");
        }
    }

    private static ScimException NotFound(ResourceLayout<T> layout, string id) =>
        ScimException.NotFound($"There is no {layout.Type.Name} {id}.");

    private async Task<StoredResource<T>> ReadToChangeAsync(StoreCall call, ResourceLayout<T> layout, string id, CancellationToken cancellationToken) =>
        await _collection.FindOneAsync(
            TenantScope.One(call.TenantId, id), layout, ReadMask<T>.All, call, cancellationToken, toChange: true)
        ?? throw NotFound(layout, id);

    private async Task WaitToRetryAsync(StoreCall call, int attempt, CancellationToken cancellationToken)
    {
        var delay = TimeSpan.FromMilliseconds(Random.Shared.Next(1, Math.Min(attempt * 5, MostRetryDelay) + 1));
        if (_time.GetUtcNow() + delay >= call.Deadline)
        {
            throw ScimException.Unavailable(TimeSpan.FromSeconds(1), "Others kept changing the resource until the deadline.");
        }

        await Task.Delay(delay, _time, cancellationToken);
    }
}
