using System.Diagnostics;
using Scim.Tests.Shared.Processes;

namespace Scim.Faults.Tests;

/// <summary>A host with a wrong setting does not start: it says which one it is, and its exit code tells that it failed.</summary>
public sealed class StartTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly Dictionary<string, string> Good = new()
    {
        ["Caller__Keys__k1"] = Convert.ToBase64String(new byte[32]),
        ["Mongo__ConnectionString"] = "mongodb://127.0.0.1:1/?replicaSet=rs0",
        ["Mongo__Database"] = "start",
        ["Services__Users"] = "http://127.0.0.1:1",
        ["Services__Groups"] = "http://127.0.0.1:1",
        ["Services__Tokens"] = "http://127.0.0.1:1",
        ["Kestrel__Endpoints__Http__Url"] = "http://127.0.0.1:0",
        ["Kestrel__Endpoints__Grpc__Url"] = "http://127.0.0.1:0",
        ["Kestrel__Endpoints__Health__Url"] = "http://127.0.0.1:0",
    };

    [Theory]
    [InlineData("Gateway", "Caller__Keys__k1", null, "Caller:Keys")]
    [InlineData("Gateway", "Caller__Keys__k1", "dG9vIHNob3J0", "k1")]
    [InlineData("Gateway", "Caller__SigningKey", "k2", "Caller:SigningKey")]
    [InlineData("Gateway", "Caller__Lifetime", "1.00:00:00", "Lifetime")]
    [InlineData("Gateway", "Gateway__Limits__MaxBodyBytes", "1", "MaxBodyBytes")]
    [InlineData("Gateway", "Gateway__Limits__MaxBodyBytes", "many", "MaxBodyBytes")]
    [InlineData("Gateway", "Gateway__Traffic__RequestsPerSecond", "0", "RequestsPerSecond")]
    [InlineData("Gateway", "Gateway__Bulk__MaxOperations", "0", "MaxOperations")]
    [InlineData("Gateway", "Gateway__Tokens__Lifetime", "01:00:00", "Lifetime")]
    [InlineData("UserService", "Mongo__ConnectionString", null, "ConnectionString")]
    [InlineData("UserService", "Mongo__ConnectionString", "postgres://x", "ConnectionString")]
    [InlineData("UserService", "Mongo__Database", "", "Mongo:Database")]
    [InlineData("UserService", "Storage__MaxPageSize", "0", "MaxPageSize")]
    [InlineData("UserService", "Services__Tokens", "token-service:8080", "Services:Tokens")]
    [InlineData("GroupService", "Services__Users", null, "Services:Users")]
    [InlineData("GroupService", "Mongo__ConnectionString", null, "ConnectionString")]
    [InlineData("TokenService", "Mongo__ConnectionString", null, "ConnectionString")]
    [InlineData("TokenService", "SigningKeys__EncryptionKeys__k1", "short", "k1")]
    [InlineData("Console", "Services__Groups", null, "Services:Groups")]
    [InlineData("Console", "Console__PublicUrl", "nowhere", "Console:PublicUrl")]
    public async Task Host_WithAWrongSetting_SaysWhichAndEnds(string project, string name, string? value, string said)
    {
        (int code, string output) = await RunAsync(project, name, value);

        Assert.NotEqual(0, code);
        Assert.Contains(said, output, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output)> RunAsync(string project, string name, string? value)
    {
        string assembly = HostProcess.AssemblyOf(project);
        var start = new ProcessStartInfo("dotnet", [assembly]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetDirectoryName(assembly) };
        foreach ((string setting, string good) in Good) start.Environment[setting] = good;
        if (value is null) start.Environment.Remove(name);
        else start.Environment[name] = value;

        using var process = Process.Start(start)!;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(patience.Token), errors = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
