using System.Globalization;

namespace Scim.Fuzz.Bench;

/// <summary>The arguments of the process.</summary>
internal sealed record FuzzOptions
{
    public const string Usage = "usage: fuzz [--requests 10000000] [--http 10] [--wire 10] [--first 0] [--clients 4] [--replay SEED] (http and wire: percent; the rest is read by the library)";

    /// <summary>How many inputs of all kinds.</summary>
    public long Requests { get; private init; } = 10_000_000;

    /// <summary>How many percent of them go over HTTP.</summary>
    public int Http { get; private init; } = 10;

    /// <summary>How many percent of them go to EmbeddedMongo.</summary>
    public int Wire { get; private init; } = 10;

    /// <summary>The first seed.</summary>
    public long First { get; private init; }

    /// <summary>Connections, and threads.</summary>
    public int Clients { get; private init; } = 4;

    /// <summary>Sends the HTTP request of this seed only, and shows both sides.</summary>
    public long? Replay { get; private init; }

    /// <summary>Reads the arguments; null where they are wrong.</summary>
    public static FuzzOptions? Parse(string[] args)
    {
        if (args.Length % 2 != 0) return null;
        FuzzOptions? options = new();
        for (int i = 0; i < args.Length; i += 2) options = options?.With(args[i], long.Parse(args[i + 1], CultureInfo.InvariantCulture));
        return options;
    }

    private FuzzOptions? With(string name, long value) => name switch
    {
        "--requests" => this with { Requests = value },
        "--http" => this with { Http = (int)value },
        "--wire" => this with { Wire = (int)value },
        "--first" => this with { First = value },
        "--clients" => this with { Clients = (int)value },
        "--replay" => this with { Replay = value },
        _ => null,
    };
}
