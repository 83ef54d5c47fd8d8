using System.Globalization;
using Scim.Tests.Shared.Campaigns;

namespace Scim.Faults.Bench;

/// <summary>The arguments of the process.</summary>
internal sealed record FaultOptions
{
    public const string Usage = "usage: faults [--rounds 50] [--writers 16] [--kinds gateway,users,groups,tokens,database] [--freeze yes|no]";

    /// <summary>How often a process of each kind is killed.</summary>
    public int Rounds { get; private init; } = 50;

    public int Writers { get; private init; } = 16;

    public string[] Kinds { get; private init; } = Campaign.Kinds;

    /// <summary>SIGSTOP and SIGCONT instead of SIGKILL and a new start.</summary>
    public bool Freeze { get; private init; }

    /// <summary>Reads the arguments; null where they are wrong.</summary>
    public static FaultOptions? Parse(string[] args)
    {
        if (args.Length % 2 != 0) return null;
        FaultOptions? options = new();
        for (int i = 0; i < args.Length; i += 2) options = options?.With(args[i], args[i + 1]);
        return options;
    }

    private FaultOptions? With(string name, string value) => name switch
    {
        "--rounds" => this with { Rounds = int.Parse(value, CultureInfo.InvariantCulture) },
        "--writers" => this with { Writers = int.Parse(value, CultureInfo.InvariantCulture) },
        "--kinds" when value.Split(',') is var kinds && kinds.All(Campaign.Kinds.Contains) => this with { Kinds = kinds },
        "--freeze" => this with { Freeze = value == "yes" },
        _ => null,
    };
}
