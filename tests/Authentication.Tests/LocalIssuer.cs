using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Scim.Authentication.Tests;

/// <summary>An identity provider on a port of its own: publishes metadata and keys, and signs whatever a test wants.</summary>
public sealed class LocalIssuer : IAsyncDisposable
{
    private readonly List<RsaSecurityKey> _keys = [NewKey()];
    private WebApplication _app = null!;
    private int _reads;

    private LocalIssuer()
    {
    }

    /// <summary>Where it listens, without a slash at its end.</summary>
    public string Address { get; private set; } = "";

    /// <summary>Its name in assertions.</summary>
    public string Issuer => Address + "/tenant/v2.0";

    /// <summary>Where its keys are.</summary>
    public string JwksUri => Address + "/keys";

    /// <summary>How often its keys were read.</summary>
    public int Reads => Volatile.Read(ref _reads);

    /// <summary>What it answers instead of its keys; null for the keys.</summary>
    public Func<HttpContext, Task>? Instead { get; set; }

    /// <summary>Where its metadata says that its keys are; null for where they are.</summary>
    public string? MetadataKeys { get; set; }

    /// <summary>The key that signs.</summary>
    public RsaSecurityKey Key => _keys[^1];

    public static async Task<LocalIssuer> StartAsync(CancellationToken cancel)
    {
        var issuer = new LocalIssuer();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.Sources.Clear();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        issuer._app = builder.Build();
        issuer._app.MapGet("/keys", issuer.AnswerKeysAsync);
        issuer._app.MapGet("/{tenant}/discovery/keys", issuer.AnswerKeysAsync);
        issuer._app.MapGet("/tenant/v2.0/.well-known/openid-configuration", http => http.Response.WriteAsync(
            new JsonObject { ["issuer"] = issuer.Issuer, ["jwks_uri"] = issuer.MetadataKeys ?? issuer.JwksUri }.ToJsonString()));
        await issuer._app.StartAsync(cancel);
        issuer.Address = issuer._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return issuer;
    }

    public static RsaSecurityKey NewKey() => new(RSA.Create(2048)) { KeyId = Guid.NewGuid().ToString("N") };

    /// <summary>Signs from now on with a new key, which is published beside the old one, or instead of it.</summary>
    public void Rotate(bool keepOld = true)
    {
        if (!keepOld) _keys.Clear();
        _keys.Add(NewKey());
    }

    /// <summary>Signs claims.</summary>
    public string Sign(JsonObject claims, SigningCredentials? credentials = null) =>
        new JsonWebTokenHandler().CreateToken(claims.ToJsonString(), credentials ?? new SigningCredentials(Key, SecurityAlgorithms.RsaSha256));

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private Task AnswerKeysAsync(HttpContext http)
    {
        Interlocked.Increment(ref _reads);
        if (Instead is { } other) return other(http);

        var keys = new JsonArray();
        foreach (RsaSecurityKey key in _keys.ToArray())
        {
            JsonWebKey jwk = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(key.Rsa.ExportParameters(includePrivateParameters: false)));
            keys.Add((JsonNode)new JsonObject { ["kty"] = "RSA", ["use"] = "sig", ["kid"] = key.KeyId, ["n"] = jwk.N, ["e"] = jwk.E });
        }

        return http.Response.WriteAsync(new JsonObject { ["keys"] = keys }.ToJsonString());
    }
}
