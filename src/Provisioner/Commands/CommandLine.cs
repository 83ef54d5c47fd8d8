using System.CommandLine;

namespace Scim.Provisioning.Commands;

/// <summary>The command line as a whole.</summary>
internal static class CommandLine
{
    private const string Description = """
        Plays Microsoft Entra ID's provisioning service against any SCIM 2.0 endpoint.

        Examples:
          provisioner test-connection --tenant-url https://localhost:8443/scim/v2 --token TOKEN
          provisioner generate --users 10000 --groups 500 --seed 1 --out directory.json
          provisioner run --directory directory.json --tenant-url https://localhost:8443/scim/v2 --token TOKEN
        """;

    /// <summary>Runs a command.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, TimeProvider? clock = null, CancellationToken cancellationToken = default)
    {
        TimeProvider time = clock ?? TimeProvider.System;
        var root = new RootCommand(Description)
        {
            TestConnectionCommand.Create(output, time),
            GenerateCommand.Create(output, time),
            RunCommand.Create(output, time),
            OnDemandCommand.Create(output, time),
            RestartCommand.Create(output),
            LogCommand.Create(output),
            StatusCommand.Create(output, time),
            LoadCommand.Create(output, time),
        };
        ParseResult parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var problem in parsed.Errors) await error.WriteLineAsync(problem.Message);
            return (int)ExitCode.InvalidInput;
        }

        return await InvokeAsync(parsed, output, error, cancellationToken);
    }

    private static async Task<int> InvokeAsync(ParseResult parsed, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        try
        {
            var configuration = new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false };
            return await parsed.InvokeAsync(configuration, cancellationToken);
        }
        catch (ProvisioningException problem)
        {
            await error.WriteLineAsync(problem.Message);
            return (int)problem.ExitCode;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync(problem.Message);
            return (int)ExitCode.InvalidInput;
        }
        catch (OperationCanceledException)
        {
            await error.WriteLineAsync("Stopped. The next run goes on from here.");
            return (int)ExitCode.Cancelled;
        }
    }
}
