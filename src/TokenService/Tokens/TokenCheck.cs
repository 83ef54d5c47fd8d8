using System.Security.Cryptography;
using Scim.Protos.Tokens.V1;

namespace Scim.Tokens.Tokens;

/// <summary>Whether a long-lived token is taken.</summary>
internal sealed class TokenCheck(TokenStore tokens, TokenUses uses, ServedTokens served, TimeProvider time)
{
    private static readonly CheckTokenResponse Unknown = new() { Outcome = TokenOutcome.Unknown };

    public async Task<CheckTokenResponse> CheckAsync(string id, ReadOnlyMemory<byte> secretSha256, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (await tokens.FindForCheckAsync(id, now, cancellationToken) is not { } found) return Unknown;
        if (!CryptographicOperations.FixedTimeEquals(found.SecretSha256, secretSha256.Span)) return Unknown;

        Token token = found.Token;
        if (token.State != TokenState.Active)
        {
            TokenOutcome outcome = token.State == TokenState.Revoked ? TokenOutcome.Revoked : TokenOutcome.Expired;
            return new CheckTokenResponse { Outcome = outcome, Token = token };
        }

        CheckTokenResponse response = await served.AnswerAsync(token, cancellationToken);
        if (response.Outcome == TokenOutcome.Valid) uses.Note(token.TenantId, token.Id, now);
        return response;
    }
}
