using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Scim.Protos.Tokens.V1;

namespace Scim.Admin.SingleSignOn;

/// <summary>Turns a code into the ID token's claims (OpenID Connect Core section 3.1.3).</summary>
internal sealed class CodeExchange(Providers providers, ProviderConnections connections)
{
    private static readonly JsonWebTokenHandler Handler = new() { MapInboundClaims = false };

    // With a key that is published: what a client secret could sign would be signed by everybody who has it.
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512, SecurityAlgorithms.RsaSsaPssSha256,
        SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512, SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384,
    ];

    /// <summary>The token of the account that signed in.</summary>
    /// <exception cref="SignOnException">The provider does not answer, or its answer cannot be taken.</exception>
    public async Task<JsonWebToken> RedeemAsync(GetSignOnClientResponse with, PendingSignOn pending, string code, string redirect, CancellationToken cancellationToken)
    {
        OpenIdConnectConfiguration provider = await providers.GetAsync(with.SignOn.Issuer, cancellationToken);
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code", ["code"] = code, ["redirect_uri"] = redirect, ["client_id"] = with.SignOn.ClientId, ["code_verifier"] = pending.Verifier,
        };
        if (with.ClientSecret.Length > 0) form["client_secret"] = with.ClientSecret;
        string token = await AskAsync(provider.TokenEndpoint, form, cancellationToken);
        TokenValidationResult result = await ValidateAsync(token, provider, with.SignOn);
        if (result.Exception is SecurityTokenSignatureKeyNotFoundException)
        {
            providers.Refresh(with.SignOn.Issuer);
            result = await ValidateAsync(token, await providers.GetAsync(with.SignOn.Issuer, cancellationToken), with.SignOn);
        }

        if (!result.IsValid) throw new SignOnException(SignOnRefusal.Provider, "its ID token is not valid", result.Exception);
        var valid = (JsonWebToken)result.SecurityToken;
        bool ours = Claim(valid, "nonce") == pending.Nonce && valid.Subject.Length > 0 && (valid.Audiences.Take(2).Count() == 1 || Claim(valid, "azp") == with.SignOn.ClientId);
        return ours ? valid : throw new SignOnException(SignOnRefusal.Provider, "its ID token is not for this sign-in");
    }

    /// <summary>A claim's value where it is one text; "" otherwise.</summary>
    public static string Claim(JsonWebToken token, string name) => token.TryGetPayloadValue(name, out object value) && value is string text ? text : "";

    private static Task<TokenValidationResult> ValidateAsync(string token, OpenIdConnectConfiguration provider, Protos.Tokens.V1.SignOn settings) =>
        Handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = provider.Issuer,
            ValidAudience = settings.ClientId,
            IssuerSigningKeys = provider.SigningKeys,
            ValidAlgorithms = Algorithms,
            RequireExpirationTime = true,
            ClockSkew = TimeSpan.FromMinutes(1),
        });

    private async Task<string> AskAsync(string endpoint, Dictionary<string, string> form, CancellationToken cancellationToken)
    {
        try
        {
            using var content = new FormUrlEncodedContent(form);
            using HttpResponseMessage answer = await connections.Client.PostAsync(new Uri(endpoint), content, cancellationToken);
            if (!answer.IsSuccessStatusCode) throw new SignOnException(SignOnRefusal.Provider, $"its token endpoint answers {(int)answer.StatusCode}");
            using JsonDocument body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellationToken));
            return body.RootElement.GetProperty("id_token").GetString() ?? "";
        }
        catch (Exception error) when (error is HttpRequestException or JsonException or KeyNotFoundException or UriFormatException or InvalidOperationException
            || (error is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new SignOnException(SignOnRefusal.Provider, "its token endpoint does not answer as it should", error);
        }
    }
}
