using System.CommandLine;
using Scim.Provisioning.Endpoints;
using Scim.Provisioning.Load;
using Scim.Provisioning.Requests;

namespace Scim.Provisioning.Commands;

/// <summary><c>load</c></summary>
internal static class LoadCommand
{
    public static Command Create(TextWriter output, TimeProvider clock)
    {
        var rate = new Option<double>("--rate") { Description = "Requests begun a second.", DefaultValueFactory = _ => 25 };
        var duration = new Option<TimeSpan>("--duration")
        {
            Description = "How long.", HelpName = "duration", CustomParser = DurationText.Parse, DefaultValueFactory = _ => TimeSpan.FromMinutes(1),
        };
        var mix = new Option<LoadMix>("--mix")
        {
            Description = $"Kinds of requests and their weights. [default: {LoadMix.Default}]",
            HelpName = "kind=weight,…",
            CustomParser = ParseMix,
            DefaultValueFactory = _ => LoadMix.Parse(LoadMix.Default),
        };
        var users = new Option<int>("--users") { Description = "Users that are created first.", DefaultValueFactory = _ => 200 };
        var dialect = new Option<PatchDialect>("--dialect") { Description = "The form of PATCH requests." };
        var seed = new Option<int>("--seed") { Description = "The same seed makes the same users.", DefaultValueFactory = _ => 1 };
        var inFlight = new Option<int>("--max-in-flight") { Description = "The most requests under way at a time.", DefaultValueFactory = _ => 256 };
        var keep = new Option<bool>("--keep") { Description = "Leave what was created at the target." };
        rate.Validators.Add(result => Bounds.AtLeast(result, 0.01));
        users.Validators.Add(result => Bounds.AtLeast(result, 1));
        inFlight.Validators.Add(result => Bounds.AtLeast(result, 1));
        var command = new Command("load", """
            Send the requests of cycles at a fixed rate and measure latencies; each request is sent once. What it creates
            it deletes in the end.

            Example:
              provisioner load --rate 50 --duration 5m --mix lookup=50,update=30,member=20
            """)
        {
            rate, duration, mix, users, dialect, seed, inFlight, keep,
        };
        var endpoint = new EndpointArguments(command, withRetries: false);
        command.SetAction(async (result, cancellationToken) =>
        {
            using var patient = new ScimEndpoint(endpoint.Base(result), clock);
            using var measured = new ScimEndpoint(endpoint.Base(result) with { Attempts = 1 }, clock);
            var options = new LoadOptions
            {
                Rate = result.GetValue(rate),
                Duration = result.GetValue(duration),
                Mix = result.GetValue(mix)!,
                Users = result.GetValue(users),
                Dialect = result.GetValue(dialect),
                Seed = result.GetValue(seed),
                MaxInFlight = result.GetValue(inFlight),
                Keep = result.GetValue(keep),
            };
            return await RunAsync(new LoadGenerator(patient, measured, options, clock), output, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(LoadGenerator generator, TextWriter output, CancellationToken cancellationToken)
    {
        try
        {
            LoadResult measured = await generator.RunAsync(cancellationToken);
            await output.WriteAsync(LoadText.Of(measured));
            return (int)(measured.ErrorCount == 0 ? ExitCode.Success : ExitCode.ObjectsFailed);
        }
        catch (EndpointException failure)
        {
            await output.WriteLineAsync($"The load test could not start: {failure.Code}: {failure.Message}");
            return (int)ExitCode.ConnectionFailed;
        }
    }

    private static LoadMix? ParseMix(System.CommandLine.Parsing.ArgumentResult result)
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
