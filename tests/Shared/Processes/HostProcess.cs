using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Scim.Tests.Shared.Processes;

/// <summary>One host as a process of its own, started from where it was built, with environment variables as its configuration.</summary>
public sealed class HostProcess : IAsyncDisposable
{
    private const int MostLines = 500;

    private readonly string _project;
    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly string[] _arguments;
    private readonly string _ready;
    private readonly List<string> _output = [];
    private Process? _process;

    public HostProcess(string project, IReadOnlyDictionary<string, string> environment, string ready, params string[] arguments) =>
        (_project, _environment, _ready, _arguments) = (project, environment, ready, arguments);

    /// <summary>The line that said that it was ready.</summary>
    public string ReadyLine { get; private set; } = "";

    /// <summary>Where it says that it can serve; null where it does not.</summary>
    public Uri? Readiness { get; init; }

    /// <summary>The last lines that it wrote.</summary>
    public string LastLines
    {
        get
        {
            lock (_output) return $"--- {_project}\n{string.Join('\n', _output.TakeLast(40))}";
        }
    }

    /// <summary>A port that nobody listens on.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Starts it, again after it has ended, and waits until it is ready.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetDirectoryName(AssemblyOf(_project)) };
        start.ArgumentList.Add(AssemblyOf(_project));
        foreach (string argument in _arguments) start.ArgumentList.Add(argument);
        foreach (string name in Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(name => name.Contains("__", StringComparison.Ordinal)).ToArray())
            start.Environment.Remove(name);
        foreach ((string name, string value) in _environment) start.Environment[name] = value;

        List<string> output = _output;
        var ready = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _process?.Dispose();
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
        _process.Exited += (_, _) =>
        {
            lock (output) ready.TrySetException(new InvalidOperationException($"{_project} ended: {string.Join('\n', output.TakeLast(20))}"));
        };
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        ReadyLine = await ready.Task.WaitAsync(cancellationToken);

        void Take(string? line)
        {
            if (line is null) return;
            lock (output)
            {
                output.Add(line);
                if (output.Count > 2 * MostLines) output.RemoveRange(0, MostLines);
            }

            if (line.Contains(_ready, StringComparison.Ordinal)) ready.TrySetResult(line);
        }
    }

    /// <summary>Waits until it says that it can serve, as a deployment does before it takes down the next.</summary>
    public async Task UntilReadyAsync(CancellationToken cancellationToken)
    {
        if (Readiness is null) return;
        using var client = new HttpClient();
        while (true)
        {
            using HttpResponseMessage response = await client.GetAsync(Readiness, cancellationToken);
            if (response.IsSuccessStatusCode) return;
            await Task.Delay(20, cancellationToken);
        }
    }

    /// <summary>Ends it as a crash does.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks it to stop, as a deployment does, and waits until it has.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync(CancellationToken cancellationToken)
    {
        await SignalAsync("TERM");
        await _process!.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Stops its clock: it neither answers nor closes its connections.</summary>
    public Task FreezeAsync() => SignalAsync("STOP");

    /// <summary>Lets it go on.</summary>
    public Task ThawAsync() => SignalAsync("CONT");

    public async ValueTask DisposeAsync()
    {
        if (_process is null) return;
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
    }

    private async Task SignalAsync(string signal)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", _process!.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    // …/tests/<own project>/bin/<configuration>/<framework>/ stands, like that of a benchmark, beside …/src/<project>/bin/<configuration>/<framework>/.
    /// <summary>Where a host was built.</summary>
    public static string AssemblyOf(string project)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        DirectoryInfo root = own.Parent!.Parent!.Parent!.Parent!.Parent!;
        string folder = Path.Combine(root.FullName, "src", project, "bin", own.Parent!.Name, own.Name);
        return Path.Combine(folder, $"Scim.{(project == "Console" ? "Admin" : project)}.dll"); // a namespace Scim.Console would hide System.Console
    }
}
