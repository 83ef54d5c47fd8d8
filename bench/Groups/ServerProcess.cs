using System.Diagnostics;
using System.Globalization;

namespace Scim.Groups.Bench;

/// <summary>A process of the system.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process) => _process = process;

    /// <summary>Starts an assembly beside this one, and waits for the line that says that it is ready.</summary>
    public static async Task<(ServerProcess Process, string Line)> StartAsync(string assembly, string ready, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, assembly));
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        start.Environment["SCIM_Gateway__Traffic__RequestsPerSecond"] = "100000";
        var process = new ServerProcess(Process.Start(start)!);
        while (await process._process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (!line.Contains(ready, StringComparison.Ordinal)) continue;
            _ = process._process.StandardOutput.ReadToEndAsync();
            return (process, line);
        }

        throw new InvalidOperationException($"{assembly} did not start.");
    }

    /// <summary>Bytes of its own; pages of files that it maps are the system's cache.</summary>
    public long OwnMemory()
    {
        string anonymous = File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith("RssAnon", StringComparison.Ordinal));
        return long.Parse(anonymous.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * 1024;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
