using System.Diagnostics;
using System.Text.Json;

namespace Scim.Provisioning.Tests.EndToEnd;

/// <summary>The whole system as one process over a folder of data; killed and started again it goes on with that data.</summary>
internal sealed class StandaloneProcess : IAsyncDisposable
{
    private const string Ready = "Ctrl-C stops it.";

    private readonly Process _process;

    private StandaloneProcess(Process process, string url, string token)
    {
        _process = process;
        (Url, Token) = (url, token);
    }

    public string Url { get; }

    public string Token { get; }

    /// <summary>The peak of its memory in bytes.</summary>
    public long PeakMemory
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64;
        }
    }

    public static async Task<StandaloneProcess> StartAsync(string data)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string arg in new[] { Path.Combine(AppContext.BaseDirectory, "Scim.Standalone.dll"), "--data", data, "--port", "0" })
            start.ArgumentList.Add(arg);
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data?.Contains(Ready, StringComparison.Ordinal) == true) ready.TrySetResult();
        };
        process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException("The system did not start."));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await ready.Task.WaitAsync(TestContext.Current.CancellationToken);

        string text = await File.ReadAllTextAsync(Path.Combine(data, "connection.json"), TestContext.Current.CancellationToken);
        using JsonDocument connection = JsonDocument.Parse(text);
        return new StandaloneProcess(
            process, connection.RootElement.GetProperty("tenantUrl").GetString()!, connection.RootElement.GetProperty("token").GetString()!);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }
}
