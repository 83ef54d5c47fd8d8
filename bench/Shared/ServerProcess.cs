using System.Diagnostics;
using System.Globalization;

namespace Scim.Bench;

/// <summary>One of the executables beside the benchmark, in a process of its own; it is killed at the end.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process) => _process = process;

    /// <summary>How long it took to become ready.</summary>
    public TimeSpan StartUp { get; private init; }

    /// <summary>The line that said that it was ready.</summary>
    public string ReadyLine { get; private init; } = "";

    /// <summary>MiB of its own; the pages of files that it maps are the system's.</summary>
    public long Memory
    {
        get
        {
            string anonymous = File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith("RssAnon", StringComparison.Ordinal));
            return long.Parse(anonymous.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) >> 10;
        }
    }

    /// <summary>Starts an assembly and waits for a line of its output.</summary>
    public static async Task<ServerProcess> StartAsync(string assembly, string ready, IReadOnlyDictionary<string, string> environment, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, assembly));
        foreach (string arg in args) start.ArgumentList.Add(arg);
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        long begin = Stopwatch.GetTimestamp();
        var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (!line.Contains(ready, StringComparison.Ordinal)) continue;
            _ = process.StandardOutput.ReadToEndAsync();
            return new ServerProcess(process) { StartUp = Stopwatch.GetElapsedTime(begin), ReadyLine = line };
        }

        throw new InvalidOperationException($"{assembly} ended before it was ready.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
