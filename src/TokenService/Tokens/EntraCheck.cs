using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Scim.Protos.Common.V1;
using Scim.Protos.Tokens.V1;
using Scim.Tokens.Connections;
using Scim.Tokens.Federations;

namespace Scim.Tokens.Tokens;

/// <summary>
/// Whether a JWT of Entra's own is taken, which it sends where its Secret Token is left blank: by a connection of the tenant that has opted in
/// and names the Entra tenant that issued it.
/// </summary>
internal sealed class EntraCheck(ConnectionStore connections, ForeignTokens foreign, ServedTokens served, IOptions<EntraTokenOptions> options)
{
    private const int MaxConnections = 1_000;

    private static readonly CheckTokenResponse Unknown = new() { Outcome = TokenOutcome.Unknown };

    public async Task<CheckTokenResponse> CheckAsync(string tenantId, string value, CancellationToken cancellationToken)
    {
        if (tenantId.Length == 0 || !ForeignTokens.TryRead(value, out JsonWebToken? claimed)) return Unknown;
        if (!claimed.TryGetPayloadValue("tid", out string? entraTenant) || !Guid.TryParseExact(entraTenant, "D", out _)) return Unknown;

        // Two that opt in for one Entra tenant cannot be told apart: then neither is meant.
        Connection[] willing = [.. (await connections.ListAsync(tenantId, null, MaxConnections, cancellationToken)).Where(connection =>
            connection.AcceptEntraTokens && string.Equals(connection.IdentityProviderTenantId, entraTenant, StringComparison.OrdinalIgnoreCase))];
        if (willing.Length != 1) return Unknown;

        var expected = new ForeignTokenExpectation(Fill(options.Value.Issuer, entraTenant), Fill(options.Value.JwksUri, entraTenant), [options.Value.Audience]);
        ForeignToken token = await foreign.VerifyAsync(value, expected, cancellationToken);
        return token.IsGood ? await served.AnswerAsync(Token(willing[0], token.Token!), cancellationToken) : Unknown;
    }

    private static string Fill(string template, string entraTenant) => template.Replace("{tenant}", entraTenant, StringComparison.Ordinal);

    private static Token Token(Connection connection, JsonWebToken token) => new()
    {
        Id = "entra",
        TenantId = connection.TenantId,
        ConnectionId = connection.Id,
        Name = "Entra",
        Kind = CallerKind.Connection,
        Scope = Scope.Write,
        State = TokenState.Active,
        Expires = Timestamp.FromDateTime(DateTime.SpecifyKind(token.ValidTo, DateTimeKind.Utc)),
    };
}
