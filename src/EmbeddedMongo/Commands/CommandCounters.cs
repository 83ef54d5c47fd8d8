namespace Scim.EmbeddedMongo.Commands;

/// <summary>Commands since start, by the kinds of serverStatus.opcounters.</summary>
internal sealed class CommandCounters
{
    private static readonly string[] Kinds = ["insert", "find", "update", "delete", "getMore"];
    private readonly long[] _counts = new long[Kinds.Length + 1];

    public void Add(string command)
    {
        int kind = Array.IndexOf(Kinds, command);
        Interlocked.Increment(ref _counts[kind < 0 ? Kinds.Length : kind]);
    }

    /// <summary>The kinds as serverStatus names them.</summary>
    public IEnumerable<(string Name, long Count)> Read()
    {
        for (int i = 0; i < Kinds.Length; i++) yield return (Kinds[i] == "find" ? "query" : Kinds[i] == "getMore" ? "getmore" : Kinds[i], _counts[i]);
        yield return ("command", _counts[Kinds.Length]);
    }
}
