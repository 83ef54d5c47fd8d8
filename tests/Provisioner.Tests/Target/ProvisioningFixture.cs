using System.Text.Json.Nodes;
using Scim.Provisioning.Cycles;
using Scim.Provisioning.Directories;
using Scim.Provisioning.Endpoints;
using Scim.Provisioning.Logs;
using Scim.Provisioning.Scopes;
using Scim.Provisioning.States;

namespace Scim.Provisioning.Tests.Target;

/// <summary>A target, a state folder that is deleted afterwards, and a clock whose pauses take no time.</summary>
internal sealed class ProvisioningFixture : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("provisioner");

    private ProvisioningFixture(ScimTarget target)
    {
        Target = target;
        Options = new ProvisionerOptions
        {
            Endpoint = new EndpointOptions { TenantUrl = target.Url, Token = ScimTarget.Token },
            StateFolder = Path.Combine(_folder.FullName, "state"),
            Scope = ScopeMode.All,
            Concurrency = 1,
        };
    }

    public ScimTarget Target { get; }

    public SkippingClock Clock { get; } = new();

    public ProvisionerOptions Options { get; set; }

    public string Folder => _folder.FullName;

    public IReadOnlyList<LogEntry> Log => [.. ProvisioningLog.Read(Options.StateFolder)];

    public static async Task<ProvisioningFixture> StartAsync() => new(await ScimTarget.StartAsync());

    public async Task<CycleReport> RunAsync(SourceDirectory directory, CancellationToken? cancellationToken = null)
    {
        using var provisioner = new Provisioner(Options, Clock);
        return await provisioner.RunCycleAsync(directory, cancellationToken ?? TestContext.Current.CancellationToken);
    }

    /// <summary>Runs a cycle and gives the requests of it.</summary>
    public async Task<IReadOnlyList<RecordedRequest>> RequestsAsync(SourceDirectory directory)
    {
        Target.Forget();
        await RunAsync(directory);
        return Target.Requests;
    }

    /// <summary>The target's user of a userName.</summary>
    public JsonObject User(string userName) => Target.Users.All.Single(user => user["userName"]!.ToString() == userName);

    /// <summary>The target's group of a name.</summary>
    public JsonObject Group(string name) => Target.Groups.All.Single(group => group["displayName"]!.ToString() == name);

    public StateStore State() => StateStore.Read(Options.StateFolder);

    public async ValueTask DisposeAsync()
    {
        await Target.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
