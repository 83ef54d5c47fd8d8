using System.Security.Cryptography;
using Scim.Protos.Tokens.V1;
using Scim.Tokens.Connections;
using Scim.Tokens.Tenants;

namespace Scim.Tokens.Tokens;

/// <summary>Whether a token is taken.</summary>
internal sealed class TokenCheck(TokenStore tokens, TokenUses uses, ConnectionStore connections, TenantStore tenants, TimeProvider time)
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

        CheckTokenResponse response = await ServedAsync(token, cancellationToken);
        if (response.Outcome == TokenOutcome.Valid) uses.Note(token.TenantId, token.Id, now);
        return response;
    }

    private async Task<CheckTokenResponse> ServedAsync(Token token, CancellationToken cancellationToken)
    {
        var response = new CheckTokenResponse { Outcome = TokenOutcome.Valid, Token = token };
        var suspended = new CheckTokenResponse { Outcome = TokenOutcome.Suspended, Token = token };
        if (token.TenantId != "*")
        {
            response.Tenant = await tenants.FindAsync(token.TenantId, cancellationToken);
            if (response.Tenant is not { State: TenantState.Active }) return suspended;
        }

        if (token.ConnectionId.Length == 0) return response;

        response.Connection = await connections.FindAsync(token.TenantId, token.ConnectionId, cancellationToken);
        return response.Connection is { State: ConnectionState.Active or ConnectionState.Held } ? response : suspended;
    }
}
