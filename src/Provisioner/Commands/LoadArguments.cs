using System.CommandLine;
using System.CommandLine.Parsing;
using Scim.Provisioning.Load;
using Scim.Provisioning.Requests;

namespace Scim.Provisioning.Commands;

/// <summary>The options that describe a load test.</summary>
internal sealed class LoadArguments
{
    private readonly Option<double> _rate = new("--rate") { Description = "Requests begun a second.", DefaultValueFactory = _ => 25 };

    private readonly Option<TimeSpan> _duration = new("--duration")
    {
        Description = "How long.",
        HelpName = "duration",
        CustomParser = DurationText.Parse,
        DefaultValueFactory = _ => TimeSpan.FromMinutes(1),
    };

    private readonly Option<LoadMix?> _mix = new("--mix")
    {
        Description = $"Kinds of requests and their weights. [default: {LoadMix.Default}]",
        HelpName = "kind=weight,…",
        CustomParser = ParseMix,
    };

    private readonly Option<int> _users = new("--users") { Description = "Users that are created first.", DefaultValueFactory = _ => 200 };

    private readonly Option<PatchDialect> _dialect = new("--dialect") { Description = "The form of PATCH requests." };

    private readonly Option<int> _seed = new("--seed") { Description = "The same seed makes the same users.", DefaultValueFactory = _ => 1 };

    private readonly Option<int> _inFlight = new("--max-in-flight")
    {
        Description = "The most requests under way at a time.",
        DefaultValueFactory = _ => 256,
    };

    private readonly Option<bool> _keep = new("--keep") { Description = "Leave what was created at the target." };

    public LoadArguments(Command command)
    {
        foreach (Option option in new Option[] { _rate, _duration, _mix, _users, _dialect, _seed, _inFlight, _keep })
            command.Options.Add(option);
        _rate.Validators.Add(result => Bounds.AtLeast(result, 0.01));
        _users.Validators.Add(result => Bounds.AtLeast(result, 1));
        _inFlight.Validators.Add(result => Bounds.AtLeast(result, 1));
    }

    public LoadOptions Read(ParseResult result) => new()
    {
        Rate = result.GetValue(_rate),
        Duration = result.GetValue(_duration),
        Mix = result.GetValue(_mix) ?? LoadMix.Parse(LoadMix.Default),
        Users = result.GetValue(_users),
        Dialect = result.GetValue(_dialect),
        Seed = result.GetValue(_seed),
        MaxInFlight = result.GetValue(_inFlight),
        Keep = result.GetValue(_keep),
    };

    private static LoadMix? ParseMix(ArgumentResult result)
    {
        try
        {
            return LoadMix.Parse(result.Tokens[0].Value);
        }
        catch (FormatException problem)
        {
            result.AddError(problem.Message);
            return null;
        }
    }
}
