using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Scim.Standalone.Tests;

/// <summary>The built executable as a process, as a newcomer runs it, and a client with its token.</summary>
public sealed class StandaloneInstance : IAsyncDisposable
{
    private const string Ready = "Ctrl-C stops it.";
    private readonly Process _process;
    private readonly List<string> _output;

    private StandaloneInstance(Process process, List<string> output, HttpClient client, string tenantUrl)
    {
        (_process, _output, Client, TenantUrl) = (process, output, client, tenantUrl);
    }

    /// <summary>A client with the token, whose base address is the Tenant URL.</summary>
    public HttpClient Client { get; }

    public string TenantUrl { get; }

    public string Output
    {
        get
        {
            lock (_output) return string.Join('\n', _output);
        }
    }

    public static async Task<StandaloneInstance> StartAsync(
        string data, CancellationToken cancellationToken, string? mongo = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        string assembly = Path.Combine(AppContext.BaseDirectory, "Scim.Standalone.dll");
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            ArgumentList = { assembly, "--data", data, "--port", "0" },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(data)!,
        };
        if (mongo is not null)
        {
            start.ArgumentList.Add("--mongo");
            start.ArgumentList.Add(mongo);
        }

        foreach ((string name, string value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var output = new List<string>();
        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => Take(line.Data);
        process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException($"It ended with {process.ExitCode}: {string.Join('\n', output)}"));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await ready.Task.WaitAsync(cancellationToken);

        using JsonDocument connection = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(data, "connection.json"), cancellationToken));
        string tenantUrl = connection.RootElement.GetProperty("tenantUrl").GetString()!;
        var client = new HttpClient { BaseAddress = new Uri(tenantUrl + "/") };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", connection.RootElement.GetProperty("token").GetString());
        return new StandaloneInstance(process, output, client, tenantUrl);

        void Take(string? line)
        {
            if (line is null) return;
            lock (output) output.Add(line);
            if (line.Contains(Ready, StringComparison.Ordinal)) ready.TrySetResult();
        }
    }

    /// <summary>The bytes of memory that are the process's own, without the pages of files that it maps. Linux only.</summary>
    public long OwnMemory()
    {
        string anonymous = File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith("RssAnon", StringComparison.Ordinal));
        return long.Parse(anonymous.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], System.Globalization.CultureInfo.InvariantCulture) * 1024;
    }

    /// <summary>Asks the process to stop, and answers its exit code.</summary>
    public async Task<int> StopAsync(CancellationToken cancellationToken)
    {
        using Process kill = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Ends the process with SIGKILL.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
    }
}
