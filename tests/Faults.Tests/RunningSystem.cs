using Scim.Tests.Shared.Processes;

namespace Scim.Faults.Tests;

/// <summary>One gateway, two instances of each service and the database, for all tests of a class.</summary>
public sealed class RunningSystem : IAsyncLifetime
{
    public ProcessSystem System { get; private set; } = null!;

    public async ValueTask InitializeAsync() => System = await ProcessSystem.StartAsync(new SystemShape(), TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (System is not null) await System.DisposeAsync();
    }
}
