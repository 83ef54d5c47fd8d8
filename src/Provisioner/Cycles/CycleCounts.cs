using System.Collections.Concurrent;
using Scim.Provisioning.Logs;
using Scim.Provisioning.States;

namespace Scim.Provisioning.Cycles;

/// <summary>What a cycle did so far.</summary>
internal sealed class CycleCounts
{
    private readonly ConcurrentDictionary<(ObjectKind, ChangeAction, LogStatus), int> _entries = new();
    private int _processed;
    private int _failures;
    private int _referenceFailures;
    private int _unanswered;

    public int Processed => Volatile.Read(ref _processed);

    /// <summary>Objects that failed, references not counted.</summary>
    public int Failures => Volatile.Read(ref _failures);

    public int ReferenceFailures => Volatile.Read(ref _referenceFailures);

    /// <summary>Objects in a row that got no answer.</summary>
    public int Unanswered => Volatile.Read(ref _unanswered);

    public IReadOnlyList<CycleCount> Entries =>
        [.. _entries.OrderBy(item => item.Key)
            .Select(item => new CycleCount(item.Key.Item1.ToString(), item.Key.Item2.ToString(), item.Key.Item3.ToString(), item.Value))];

    public void Count(ObjectKind kind, ChangeAction action, LogStatus status) =>
        _entries.AddOrUpdate((kind, action, status), 1, (_, count) => count + 1);

    public void Succeeded()
    {
        Interlocked.Increment(ref _processed);
        Volatile.Write(ref _unanswered, 0);
    }

    public void Failed(bool isReference, bool unanswered)
    {
        Interlocked.Increment(ref _processed);
        if (isReference) Interlocked.Increment(ref _referenceFailures);
        else Interlocked.Increment(ref _failures);
        if (unanswered) Interlocked.Increment(ref _unanswered);
        else Volatile.Write(ref _unanswered, 0);
    }
}
