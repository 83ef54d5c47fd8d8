using System.Collections.Concurrent;

namespace Scim.Tests.Shared.Fuzzing;

/// <summary>How many inputs of one kind were sent, how they were answered, and those that failed.</summary>
public sealed class FuzzTally(string kind)
{
    private const int MostKept = 50;

    private readonly ConcurrentDictionary<string, long> _answers = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<FuzzFailure> _failures = new();
    private long _sent;
    private int _failed;

    public string Kind { get; } = kind;

    public long Sent => Interlocked.Read(ref _sent);

    public int Failed => _failed;

    /// <summary>Counts by answer, the most frequent first.</summary>
    public IEnumerable<KeyValuePair<string, long>> Answers => _answers.OrderByDescending(answer => answer.Value);

    /// <summary>The first failures.</summary>
    public IReadOnlyCollection<FuzzFailure> Failures => _failures;

    public void Answered(string answer)
    {
        Interlocked.Increment(ref _sent);
        _answers.AddOrUpdate(answer, 1, static (_, count) => count + 1);
    }

    public void Fail(long seed, string what, byte[] input)
    {
        if (Interlocked.Increment(ref _failed) <= MostKept) _failures.Enqueue(new FuzzFailure(Kind, seed, what, input));
    }
}
