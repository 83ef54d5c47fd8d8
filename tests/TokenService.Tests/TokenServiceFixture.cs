using Scim.Tests.Shared;

namespace Scim.Tokens.Tests;

/// <summary>TokenService for the tests of a class.</summary>
public sealed class TokenServiceFixture : IAsyncLifetime
{
    public ServiceHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Host = await ServiceHost.StartAsync(builder => builder.AddTokenService(), app => app.MapTokenService());

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
