using Scim.Gateway.Endpoints;
using Scim.Protocol.Errors;

namespace Scim.Gateway.SigningKeys;

/// <summary>Publishes the key set, for everybody who checks JWTs of the system.</summary>
internal sealed class KeySetEndpoint(KeySetCache keys, ScimErrors errors)
{
    public const string Path = "/.well-known/jwks.json";

    private const string MediaType = "application/jwk-set+json";
    private const string CacheControl = "public, max-age=300";

    public async Task GetAsync(HttpContext http)
    {
        KeySet set;
        try
        {
            set = await keys.GetAsync(http.RequestAborted);
        }
        catch (Exception failure) when (failure is ScimException or OperationCanceledException)
        {
            await errors.AnswerAsync(http, failure);
            return;
        }

        http.Response.ContentType = MediaType;
        http.Response.Headers.CacheControl = CacheControl;
        http.Response.ContentLength = set.Json.Length;
        await http.Response.BodyWriter.WriteAsync(set.Json, http.RequestAborted);
    }
}
