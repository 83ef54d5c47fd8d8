using System.Text.Json;
using System.Text.RegularExpressions;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Scim.Protocol.Errors;
using Scim.Protos.Tokens.V1;

namespace Scim.Tokens.SigningKeys;

/// <summary>Publishes the signing keys and signs with them.</summary>
internal sealed partial class SigningKeyGrpcService(SigningKeyRing keys, TokenSigner signer) : SigningKeyService.SigningKeyServiceBase
{
    private const string TenantId = "tenant_id";
    private const string AccessToken = "at+jwt";
    private const int MaxClaims = 8 << 10;

    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    public override async Task<ListSigningKeysResponse> ListSigningKeys(ListSigningKeysRequest request, ServerCallContext context) =>
        new() { Keys = { await keys.ListAsync(context.CancellationToken) }, Issuer = signer.Issuer };

    public override async Task<SignTokenResponse> SignToken(SignTokenRequest request, ServerCallContext context)
    {
        if (request.TenantId.Length == 0) throw ScimException.InvalidValue("A token is about a tenant.");
        if (!MediaSubtype().IsMatch(request.Type) || request.Type.EndsWith(AccessToken, StringComparison.OrdinalIgnoreCase))
            throw ScimException.InvalidValue("The type is one like \"session+jwt\", and not that of access tokens.");

        TimeSpan lifetime = request.Lifetime?.ToTimeSpan() ?? TimeSpan.Zero;
        if (lifetime < Shortest || lifetime > Longest) throw ScimException.InvalidValue("The lifetime is 1 second to 1 hour.");

        using JsonDocument claims = ReadClaims(request);
        SignedToken token = await signer.SignAsync(request.Type, lifetime, Write, context.CancellationToken);
        return new SignTokenResponse { Value = token.Value, Id = token.Id, Expires = Timestamp.FromDateTimeOffset(token.Expires) };

        void Write(Utf8JsonWriter writer)
        {
            writer.WriteString(TenantId, request.TenantId);
            foreach (JsonProperty claim in claims.RootElement.EnumerateObject()) claim.WriteTo(writer);
        }
    }

    private static JsonDocument ReadClaims(SignTokenRequest request)
    {
        if (request.ClaimsJson.Length > MaxClaims) throw ScimException.InvalidValue($"The claims are at most {MaxClaims} bytes.");

        JsonDocument? claims = null;
        try
        {
            claims = JsonDocument.Parse(request.ClaimsJson.Memory, new JsonDocumentOptions { AllowDuplicateProperties = false });
            bool complete = claims.RootElement.ValueKind == JsonValueKind.Object
                && claims.RootElement.TryGetProperty("aud", out _)
                && !claims.RootElement.EnumerateObject().Any(claim => claim.Name == TenantId || TokenSigner.Own.Contains(claim.Name));
            return complete ? claims : throw ScimException.InvalidValue("The claims are a JSON object with aud, without those that the service adds.");
        }
        catch (JsonException error)
        {
            throw ScimException.InvalidValue($"The claims are not JSON: {error.Message}");
        }
        catch (ScimException)
        {
            claims?.Dispose();
            throw;
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9.+-]{0,98}\+jwt\z")]
    private static partial Regex MediaSubtype();
}
