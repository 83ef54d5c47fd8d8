using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Scim.Protos.Tokens.V1;
using Scim.Tokens.Clients;
using Scim.Tokens.Connections;
using Scim.Tokens.Federations;

namespace Scim.Tokens.Grants;

/// <summary>Clients that prove themselves by an assertion that the issuer of a federation signed (RFC 7523 sections 2.2 and 3).</summary>
internal sealed class AssertionProof(ConnectionStore connections, ForeignTokens foreign, AssertionUses uses, IOptions<FederationOptions> options)
{
    private const int MaxJti = 500;

    /// <summary>The client; null where there is none whose issuer signed this.</summary>
    public async Task<ProvenClient?> ProveAsync(string clientId, string assertion, CancellationToken cancellationToken)
    {
        if (clientId.Length == 0 || await connections.FindByClientAsync("federations", clientId, cancellationToken) is not [Connection connection]) return null;

        Federation federation = connection.Federations.First(item => item.ClientId == clientId);
        var expected = new ForeignTokenExpectation(federation.Issuer, federation.JwksUri, federation.Audiences);
        ForeignToken verified = await foreign.VerifyAsync(assertion, expected, cancellationToken);
        if (verified.Token is not { } token) return null;

        string? fault = verified.Fault ?? await FaultAsync(connection, federation, token, cancellationToken);
        return new ProvenClient(
            connection, clientId, federation.Subject, FederationCredential.IdOf(federation), federation.Scope,
            AccessTokenLifetime.Of(federation.AccessTokenLifetime), fault is null ? null : $"The client assertion is not taken. {fault}");
    }

    private async Task<string?> FaultAsync(Connection connection, Federation federation, JsonWebToken token, CancellationToken cancellationToken)
    {
        if (token.Subject != federation.Subject) return "Its subject is not the one that the connection expects.";
        if (token.Id is not { Length: > 0 } jti) return options.Value.RequireJti ? "It has no jti." : null;
        if (jti.Length > MaxJti) return "Its jti is too long.";

        var expires = new DateTimeOffset(DateTime.SpecifyKind(token.ValidTo, DateTimeKind.Utc));
        return await uses.TryUseAsync(connection, federation.Issuer, jti, expires, cancellationToken) ? null : "It was used before.";
    }
}
