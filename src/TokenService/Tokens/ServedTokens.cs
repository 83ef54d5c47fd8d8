using Scim.Protos.Tokens.V1;
using Scim.Tokens.Connections;
using Scim.Tokens.Tenants;

namespace Scim.Tokens.Tokens;

/// <summary>What a good token stands for, if that is served.</summary>
internal sealed class ServedTokens(ConnectionStore connections, TenantStore tenants)
{
    /// <summary>The token with its tenant and connection; suspended where one of them is not served.</summary>
    public async Task<CheckTokenResponse> AnswerAsync(Token token, CancellationToken cancellationToken)
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
