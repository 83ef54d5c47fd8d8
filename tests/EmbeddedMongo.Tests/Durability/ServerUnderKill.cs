using System.Diagnostics;
using MongoDB.Driver;

namespace Scim.EmbeddedMongo.Tests.Durability;

/// <summary>The built executable on a data folder, to be ended with SIGKILL.</summary>
internal sealed class ServerUnderKill : IAsyncDisposable
{
    private const string Listening = "listening on ";
    private readonly Process _process;

    private ServerUnderKill(Process process, string connectionString)
    {
        _process = process;
        Client = new MongoClient(connectionString);
    }

    public MongoClient Client { get; }

    /// <summary>Starts it.</summary>
    /// <exception cref="InvalidOperationException">It ended by itself; the message is what it said.</exception>
    public static async Task<ServerUnderKill> StartAsync(string data, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "Scim.EmbeddedMongo.dll"), "--data", data, "--port", "0" },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        string? line = await process.StandardOutput.ReadLineAsync(cancellationToken);
        if (line is not null && line.StartsWith(Listening, StringComparison.Ordinal)) return new ServerUnderKill(process, line[Listening.Length..]);
        await process.WaitForExitAsync(cancellationToken);
        using (process) throw new InvalidOperationException($"{process.ExitCode}: {await errors}");
    }

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
