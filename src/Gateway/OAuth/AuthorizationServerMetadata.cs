using System.Text.Json;
using Scim.Gateway.Endpoints;
using Scim.Gateway.SigningKeys;
using Scim.ServiceDefaults.Tokens;

namespace Scim.Gateway.OAuth;

/// <summary>Tells clients where the token endpoint is and what it takes (RFC 8414 section 2). The issuer is the gateway's public URL.</summary>
internal sealed class AuthorizationServerMetadata(PublicUrl url)
{
    public const string Path = "/.well-known/oauth-authorization-server";

    private const string CacheControl = "public, max-age=300";

    public async Task GetAsync(HttpContext http)
    {
        string root = url.Root(http);
        http.Response.ContentType = "application/json";
        http.Response.Headers.CacheControl = CacheControl;
        await using (var writer = new Utf8JsonWriter(http.Response.BodyWriter))
        {
            writer.WriteStartObject();
            writer.WriteString("issuer"u8, root);
            writer.WriteString("token_endpoint"u8, root + TokenEndpoint.Path);
            writer.WriteString("jwks_uri"u8, root + KeySetEndpoint.Path);
            WriteArray(writer, "scopes_supported", AccessTokenClaims.Read, AccessTokenClaims.Write);
            WriteArray(writer, "response_types_supported");
            WriteArray(writer, "grant_types_supported", "client_credentials");
            WriteArray(writer, "token_endpoint_auth_methods_supported", "client_secret_basic", "client_secret_post", "private_key_jwt");
            WriteArray(
                writer, "token_endpoint_auth_signing_alg_values_supported", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512");
            writer.WriteEndObject();
        }

        await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
    }

    private static void WriteArray(Utf8JsonWriter writer, string name, params ReadOnlySpan<string> values)
    {
        writer.WriteStartArray(name);
        foreach (string value in values) writer.WriteStringValue(value);
        writer.WriteEndArray();
    }
}
