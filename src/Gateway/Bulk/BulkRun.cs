using System.Collections.Concurrent;
using System.Text.Json;
using Scim.Gateway.Endpoints;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;

namespace Scim.Gateway.Bulk;

/// <summary>
/// One bulk at work. Operations run beside each other as far as nothing orders them; with failOnErrors one after the
/// other, so that what is left undone is what stands behind. Users who name each other as manager are created first and
/// get their managers then; groups that are to be members of each other are refused, as nested groups make no circle.
/// </summary>
internal sealed class BulkRun(ScimRequest request, BulkRequest bulk, BulkPerformer performer, int concurrency)
{
    private readonly BulkPlan _plan = new(bulk.Operations);
    private readonly ConcurrentDictionary<string, string> _ids = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<(int Operation, string Manager)> _later = new();
    private readonly BulkResult?[] _results = new BulkResult?[bulk.Operations.Count];
    private readonly HashSet<int> _withoutManager = [];

    /// <summary>The results by operation; null for those that were left undone.</summary>
    public async Task<IReadOnlyList<BulkResult?>> RunAsync()
    {
        ResolveCircles();
        if (bulk.FailOnErrors > 0) await InOrderAsync();
        else await BesideEachOtherAsync();
        foreach ((int operation, string manager) in _later) await AssignManagerAsync(operation, manager);
        return _results;
    }

    private void ResolveCircles()
    {
        foreach (int i in _plan.Circular().Order())
        {
            if (!_plan.Circular().Contains(i)) continue;
            if (bulk.Operations[i] is not { Method: "POST", Data.Length: > 0 } operation || BulkReferences.WithoutManager(operation) is null) continue;
            _withoutManager.Add(i);
            _plan.Release(i);
        }

        foreach (int i in _plan.Circular())
        {
            _results[i] = Failure(ScimException.Conflict("The operation refers to itself by bulkIds, in a circle that cannot be resolved."));
        }
    }

    private async Task BesideEachOtherAsync()
    {
        using var turns = new SemaphoreSlim(concurrency);
        var tasks = new Task[bulk.Operations.Count];
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        for (int i = 0; i < tasks.Length; i++)
        {
            int operation = i;
            tasks[i] = Task.Run(async () =>
            {
                await all.Task;
                if (_results[operation] is not null) return;
                await Task.WhenAll(_plan.WaitsFor(operation).Select(other => tasks[other]));
                await turns.WaitAsync(request.Http.RequestAborted);
                try
                {
                    await PerformAsync(operation);
                }
                finally
                {
                    turns.Release();
                }
            });
        }

        all.SetResult();
        await Task.WhenAll(tasks);
    }

    private async Task InOrderAsync()
    {
        var left = Enumerable.Range(0, bulk.Operations.Count).ToList();
        while (left.Count > 0 && _results.Count(result => result is { IsFailure: true }) < bulk.FailOnErrors)
        {
            int next = left.FindIndex(i => _plan.WaitsFor(i).All(other => !left.Contains(other) || _results[other] is not null));
            int operation = left[Math.Max(0, next)];
            left.Remove(operation);
            await PerformAsync(operation);
        }
    }

    private async Task PerformAsync(int index)
    {
        if (_results[index] is not null) return;
        BulkOperation operation = bulk.Operations[index];
        if (operation is { Method: "POST", BulkId.Length: > 0 } && _plan.Creators[operation.BulkId] != index)
        {
            _results[index] = Failure(ScimException.InvalidValue($"The bulkId \"{operation.BulkId}\" is there twice."));
            return;
        }

        if (_withoutManager.Contains(index) && BulkReferences.WithoutManager(operation) is { } split)
        {
            operation = operation with { Data = split.Without };
            _later.Enqueue((index, split.Manager));
        }

        HashSet<string> references = BulkReferences.Of(operation);
        if (references.FirstOrDefault(name => !_ids.ContainsKey(name)) is { } missing)
        {
            _results[index] = Failure(ScimException.InvalidValue(_plan.Creators.ContainsKey(missing)
                ? $"The operation with the bulkId \"{missing}\" failed, so this one cannot refer to it."
                : $"No operation of this bulk creates the bulkId \"{missing}\"."));
            return;
        }

        BulkResult result = _results[index] = await performer.PerformAsync(request, references.Count == 0 ? operation : BulkReferences.Resolve(operation, _ids));
        if (!result.IsFailure && operation is { Method: "POST", BulkId.Length: > 0 }) _ids[operation.BulkId] = result.Id;
    }

    private async Task AssignManagerAsync(int index, string manager)
    {
        if (_results[index] is not { IsFailure: false } created) return;
        if (!_ids.TryGetValue(manager, out string? id))
        {
            _results[index] = Failure(ScimException.InvalidValue($"The user was created as {created.Location}, without the manager: the operation with the bulkId \"{manager}\" failed."));
            return;
        }

        byte[] patch = JsonSerializer.SerializeToUtf8Bytes(new
        {
            schemas = (string[])["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
            Operations = (object[])[new { op = "add", path = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager", value = new { value = id } }],
        });
        BulkResult assigned = await performer.PerformAsync(request, new BulkOperation("PATCH", "", "", $"{bulk.Operations[index].Endpoint}/{created.Id}", patch));
        _results[index] = assigned.IsFailure ? assigned with { Location = created.Location } : created with { Version = assigned.Version };
    }

    private static BulkResult Failure(ScimException error)
    {
        using var buffer = new PooledBuffer();
        using (var writer = new Utf8JsonWriter(buffer, ScimJsonWriter.WriterOptions)) ScimErrorWriter.Write(writer, error);
        return new BulkResult(error.Status, "", "", buffer.Written.ToArray());
    }
}
