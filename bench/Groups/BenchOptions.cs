using System.Globalization;

namespace Scim.Groups.Bench;

/// <summary>The arguments of the process.</summary>
internal sealed record BenchOptions
{
    public const string Usage = "usage: bench [--members 10,100000,1000000] [--seconds 5] [--rounds 3] [--data DIR] [--mongo CONNECTION_STRING] [--json FILE]";

    public int[] Members { get; private init; } = [10, 100_000, 1_000_000];

    public TimeSpan Duration { get; private init; } = TimeSpan.FromSeconds(5);

    public int Rounds { get; private init; } = 3;

    public string? Data { get; private init; }

    public string? Mongo { get; private init; }

    public string? Json { get; private init; }

    /// <summary>Reads the arguments; null where they are wrong.</summary>
    public static BenchOptions? Parse(string[] args)
    {
        if (args.Length % 2 != 0) return null;
        BenchOptions? options = new();
        for (int i = 0; i < args.Length; i += 2) options = options?.With(args[i], args[i + 1]);
        return options;
    }

    private BenchOptions? With(string name, string value) => name switch
    {
        "--members" => this with { Members = [.. value.Split(',').Select(size => int.Parse(size, CultureInfo.InvariantCulture))] },
        "--seconds" => this with { Duration = TimeSpan.FromSeconds(double.Parse(value, CultureInfo.InvariantCulture)) },
        "--rounds" => this with { Rounds = int.Parse(value, CultureInfo.InvariantCulture) },
        "--data" => this with { Data = value },
        "--mongo" => this with { Mongo = value },
        "--json" => this with { Json = value },
        _ => null,
    };
}
