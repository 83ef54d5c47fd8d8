using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Scim.Protocol.Errors;
using Scim.Protos.Common.V1;
using Scim.Protos.Tokens.V1;
using Scim.ServiceDefaults.Tokens;
using Scim.Tokens.SigningKeys;
using Scim.Tokens.Tokens;

namespace Scim.Tokens.Grants;

/// <summary>Grants access tokens to clients that prove themselves. Nothing of a grant is stored.</summary>
internal sealed partial class AccessTokenGrants(
    SecretProof secrets, AssertionProof assertions, ServedTokens served, TokenSigner signer, TokenUses uses, TimeProvider time, ILogger<AccessTokenGrants> logger)
{
    public async Task<GrantAccessTokenResponse> GrantAsync(GrantAccessTokenRequest request, CancellationToken cancellationToken)
    {
        ProvenClient? client = request.ProofCase switch
        {
            GrantAccessTokenRequest.ProofOneofCase.SecretSha256 => await secrets.ProveAsync(request.ClientId, request.SecretSha256.Memory, cancellationToken),
            GrantAccessTokenRequest.ProofOneofCase.Assertion => await assertions.ProveAsync(request.ClientId, request.Assertion, cancellationToken),
            _ => throw ScimException.InvalidValue("The request has no proof."),
        };
        if (client is null) return new GrantAccessTokenResponse { Outcome = TokenOutcome.Unknown };

        var token = new Token
        {
            Id = client.ClientId, TenantId = client.Connection.TenantId, ConnectionId = client.Connection.Id, Name = client.Name, Kind = CallerKind.Connection,
            Scope = request.Scope == Scope.Unspecified ? client.Allowed : (Scope)Math.Min((int)request.Scope, (int)client.Allowed),
            State = TokenState.Active,
        };
        TokenOutcome outcome = client.Fault is null ? (await served.AnswerAsync(token, cancellationToken)).Outcome
            : request.ProofCase == GrantAccessTokenRequest.ProofOneofCase.SecretSha256 ? TokenOutcome.Expired
            : TokenOutcome.Unknown;
        return outcome == TokenOutcome.Valid
            ? await SignAsync(client, token, cancellationToken)
            : Refuse(client, token, outcome);
    }

    private GrantAccessTokenResponse Refuse(ProvenClient client, Token token, TokenOutcome outcome)
    {
        string detail = client.Fault ?? "The connection or its tenant is suspended.";
        Log.Refused(logger, token.ConnectionId, detail);
        return new GrantAccessTokenResponse { Outcome = outcome, Token = token, Detail = detail };
    }

    private async Task<GrantAccessTokenResponse> SignAsync(ProvenClient client, Token token, CancellationToken cancellationToken)
    {
        SignedToken signed = await signer.SignAsync(AccessTokenClaims.Type, client.Lifetime, Write, cancellationToken);
        DateTimeOffset now = time.GetUtcNow();
        uses.Note(token.TenantId, client.CredentialId, now);
        token.Created = Timestamp.FromDateTimeOffset(now);
        token.Expires = Timestamp.FromDateTimeOffset(signed.Expires);
        return new GrantAccessTokenResponse { Outcome = TokenOutcome.Valid, Token = token, Value = signed.Value };

        void Write(Utf8JsonWriter writer)
        {
            writer.WriteString("aud", AccessTokenClaims.Audience);
            writer.WriteString("sub", client.ClientId);
            writer.WriteString(AccessTokenClaims.ClientId, client.ClientId);
            writer.WriteString(AccessTokenClaims.CredentialId, client.CredentialId);
            writer.WriteString(AccessTokenClaims.TenantId, token.TenantId);
            writer.WriteString(AccessTokenClaims.ConnectionId, token.ConnectionId);
            writer.WriteString(AccessTokenClaims.Scope, AccessTokenClaims.NameOf(token.Scope));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4401, LogLevel.Warning, "A client of connection {ConnectionId} proved itself and got no access token: {Detail}")]
        public static partial void Refused(ILogger logger, string connectionId, string detail);
    }
}
