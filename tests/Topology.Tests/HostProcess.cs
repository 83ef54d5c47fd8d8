using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Scim.Topology.Tests;

/// <summary>One host as a process of its own, with exactly the given variables beside the machine's.</summary>
internal sealed partial class HostProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly List<string> _output = [];
    private readonly List<string> _addresses = [];
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HostProcess(Process process) => _process = process;

    /// <summary>The addresses that it listens on, in the order of its endpoints' names.</summary>
    public IReadOnlyList<string> Addresses => _addresses;

    public string Output
    {
        get
        {
            lock (_output) return string.Join('\n', _output);
        }
    }

    public static async Task<HostProcess> StartAsync(
        string project, IReadOnlyDictionary<string, string> variables, CancellationToken cancellationToken, params string[] arguments)
    {
        string framework = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        string configuration = Path.GetFileName(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)))!;
        string folder = Path.Combine(Repository, "src", project, "bin", configuration, framework);
        var start = new ProcessStartInfo("dotnet", [Path.Combine(folder, $"Scim.{(project == "Console" ? "Admin" : project)}.dll"), .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string name in Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(name => name.Contains("__", StringComparison.Ordinal)).ToArray())
            start.Environment.Remove(name);
        foreach ((string name, string value) in variables) start.Environment[name] = value;

        var host = new HostProcess(new Process { StartInfo = start, EnableRaisingEvents = true });
        host._process.OutputDataReceived += (_, line) => host.Take(line.Data);
        host._process.ErrorDataReceived += (_, line) => host.Take(line.Data);
        host._process.Exited += (_, _) => host._ready.TrySetException(new InvalidOperationException($"{project} ended: {host.Output}"));
        host._process.Start();
        host._process.BeginOutputReadLine();
        host._process.BeginErrorReadLine();
        await host._ready.Task.WaitAsync(cancellationToken);
        return host;
    }

    /// <summary>The root of the checkout that the tests were built from.</summary>
    public static string Repository { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", ".."));

    /// <summary>Asks the process to stop, and answers its exit code.</summary>
    public async Task<int> StopAsync(CancellationToken cancellationToken)
    {
        using Process kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private void Take(string? line)
    {
        if (line is null) return;
        lock (_output) _output.Add(line);
        if (Listening().Match(line) is { Success: true } match) _addresses.Add(match.Groups[1].Value);
        if (line.Contains("Application started", StringComparison.Ordinal) || line.StartsWith("listening on mongodb:", StringComparison.Ordinal)) _ready.TrySetResult();
    }

    [GeneratedRegex("istening on:? ([a-z]+://\\S+)")]
    private static partial Regex Listening();

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
