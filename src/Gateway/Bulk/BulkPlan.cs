namespace Scim.Gateway.Bulk;

/// <summary>
/// Which operations of a bulk wait for which: one that refers to a bulkId for the operation that creates it, wherever
/// that stands; one on the same resource, or one that creates under the same name, for the one before it.
/// </summary>
internal sealed class BulkPlan
{
    private readonly List<int>[] _waitsFor;

    public BulkPlan(IReadOnlyList<BulkOperation> operations)
    {
        References = [.. operations.Select(BulkReferences.Of)];
        Creators = Created(operations);
        _waitsFor = [.. References.Select(names => names.Where(Creators.ContainsKey).Select(name => Creators[name]).ToList())];
        var last = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < operations.Count; i++)
        {
            _waitsFor[i].RemoveAll(other => other == i);
            if (operations[i].ResourceId.Length == 0) continue;
            if (last.TryGetValue(operations[i].Path, out int before)) _waitsFor[i].Add(before);
            last[operations[i].Path] = i;
        }
    }

    /// <summary>The bulkIds that each operation refers to.</summary>
    public IReadOnlyList<HashSet<string>> References { get; }

    /// <summary>The operation that creates the resource of a bulkId.</summary>
    public IReadOnlyDictionary<string, int> Creators { get; }

    /// <summary>The operations that have to be over before this one.</summary>
    public IReadOnlyList<int> WaitsFor(int operation) => _waitsFor[operation];

    /// <summary>This one no longer waits for the operations that it refers to.</summary>
    public void Release(int operation) => _waitsFor[operation].RemoveAll(other => References[operation].Any(name => Creators.TryGetValue(name, out int creator) && creator == other));

    /// <summary>The operations that wait for each other in a circle, or for one that does.</summary>
    public HashSet<int> Circular()
    {
        int[] waiting = [.. _waitsFor.Select(others => others.Count)];
        var free = new Queue<int>(Enumerable.Range(0, waiting.Length).Where(i => waiting[i] == 0));
        var left = Enumerable.Range(0, waiting.Length).ToHashSet();
        while (free.TryDequeue(out int done))
        {
            left.Remove(done);
            foreach (int other in left)
            {
                int freed = _waitsFor[other].Count(waited => waited == done);
                if (freed > 0 && (waiting[other] -= freed) == 0) free.Enqueue(other);
            }
        }

        return left;
    }

    private static Dictionary<string, int> Created(IReadOnlyList<BulkOperation> operations)
    {
        var creators = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < operations.Count; i++)
        {
            if (operations[i] is { Method: "POST", BulkId.Length: > 0 } operation) creators.TryAdd(operation.BulkId, i);
        }

        return creators;
    }
}
