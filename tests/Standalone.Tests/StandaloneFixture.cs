namespace Scim.Standalone.Tests;

/// <summary>One running process for the tests of a class.</summary>
public sealed class StandaloneFixture : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("standalone-");

    public StandaloneInstance Instance { get; private set; } = null!;

    public async ValueTask InitializeAsync() =>
        Instance = await StandaloneInstance.StartAsync(Path.Combine(_folder.FullName, "data"), TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await Instance.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
