using Scim.Protos.Common.V1;
using Scim.Protos.Tokens.V1;
using Scim.Tokens.Grants;

namespace Scim.Tokens.Tokens;

/// <summary>Whether an access token is taken still: its connection is served and has the credential that it was granted for.</summary>
internal sealed class AccessCheck(ServedTokens served)
{
    public async Task<CheckTokenResponse> CheckAsync(AccessGrant access, CancellationToken cancellationToken)
    {
        var token = new Token
        {
            Id = access.ClientId, TenantId = access.TenantId, ConnectionId = access.ConnectionId, Kind = CallerKind.Connection, Scope = access.Scope,
            State = TokenState.Active,
        };
        if (access.TenantId.Length == 0 || access.ConnectionId.Length == 0 || access.Scope == Scope.Unspecified) return new CheckTokenResponse { Outcome = TokenOutcome.Unknown };

        CheckTokenResponse response = await served.AnswerAsync(token, cancellationToken);
        if (response.Outcome != TokenOutcome.Valid) return response;
        if (Allowed(response.Connection, access) is not { } allowed)
        {
            token.State = TokenState.Revoked;
            return new CheckTokenResponse { Outcome = TokenOutcome.Revoked, Token = token };
        }

        token.Scope = (Scope)Math.Min((int)access.Scope, (int)allowed);
        return response;
    }

    /// <summary>What the credential allows at present; null where it is gone.</summary>
    private static Scope? Allowed(Connection connection, AccessGrant access) =>
        connection.OauthClients.FirstOrDefault(client => client.ClientId == access.ClientId && client.Secrets.Any(secret => secret.Id == access.CredentialId))?.Scope
        ?? connection.Federations.FirstOrDefault(item => item.ClientId == access.ClientId && FederationCredential.IdOf(item) == access.CredentialId)?.Scope;
}
