using System.CommandLine;
using Scim.Provisioning.Cycles;
using Scim.Provisioning.Directories;
using Scim.Provisioning.Progress;

namespace Scim.Provisioning.Commands;

/// <summary><c>run</c></summary>
internal static class RunCommand
{
    public static Command Create(TextWriter output, TimeProvider clock)
    {
        var watch = new Option<TimeSpan?>("--watch")
        {
            Description = "Repeat at this interval, as Entra does about every 40 minutes.",
            HelpName = "duration",
            CustomParser = result => DurationText.Parse(result),
        };
        var dry = new Option<bool>("--dry-run") { Description = "Print what would be sent; send and write nothing but reads." };
        var command = new Command("run", """
            Run one cycle: initial the first time, incremental afterwards.

            Examples:
              provisioner run --directory directory.json --tenant-url https://localhost:8443/scim/v2 --token TOKEN
              provisioner run --directory directory.json --scope all --dialect compliant --watch 40m
            """)
        {
            watch, dry,
        };
        var directory = new DirectoryArgument(command);
        var job = new JobArguments(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            TimeSpan? interval = result.GetValue(watch);
            using var provisioner = new Provisioner(job.Read(result, interval), clock);
            string path = directory.Read(result);
            if (result.GetValue(dry)) return await DryAsync(provisioner, path, output, cancellationToken);
            if (interval is null) return (int)await OnceAsync(provisioner, path, output, clock, cancellationToken);

            while (true)
            {
                await OnceAsync(provisioner, path, output, clock, cancellationToken);
                await Task.Delay(interval.Value, clock, cancellationToken);
            }
        });
        return command;
    }

    private static async Task<ExitCode> OnceAsync(
        Provisioner provisioner, string path, TextWriter output, TimeProvider clock, CancellationToken cancellationToken)
    {
        SourceDirectory source = await DirectoryFile.ReadAsync(path, cancellationToken);
        var progress = new ProgressDisplay(output, clock, ProgressDisplay.IsTerminal(output));
        CycleReport report = await provisioner.RunCycleAsync(source, progress, cancellationToken);
        await output.WriteAsync(CycleSummary.Of(report));
        return report.ExitCode;
    }

    private static async Task<int> DryAsync(Provisioner provisioner, string path, TextWriter output, CancellationToken cancellationToken)
    {
        SourceDirectory source = await DirectoryFile.ReadAsync(path, cancellationToken);
        CycleReport report = await provisioner.DryRunAsync(source, output, cancellationToken);
        await output.WriteAsync(CycleSummary.Of(report));
        return (int)report.ExitCode;
    }
}
