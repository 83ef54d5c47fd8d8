using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Scim.Protocol.Errors;
using Scim.Protos.Common.V1;
using Scim.Protos.Tokens.V1;
using Scim.ServiceDefaults.Callers;
using Scim.ServiceDefaults.Tokens;
using Scim.Tokens.Audit;
using Scim.Tokens.Connections;
using Scim.Tokens.Documents;
using Scim.Tokens.Grants;
using Scim.Tokens.Revocations;
using Scim.Tokens.Tenants;

namespace Scim.Tokens.Tokens;

/// <summary>Issues, checks, rotates and revokes tokens.</summary>
internal sealed class TokenGrpcService(
    TokenStore tokens, TokenCheck check, AccessCheck access, EntraCheck entra, AccessTokenGrants grants, TokenUses uses, ConnectionStore connections,
    TenantStore tenants, AuditLog audit, RevocationFeed revocations, TimeProvider time)
    : TokenService.TokenServiceBase
{
    private const string AllTenants = "*";
    private const int LongestYears = 3;

    private static readonly TimeSpan DefaultOverlap = TimeSpan.FromDays(7);

    public override async Task<IssueTokenResponse> IssueToken(IssueTokenRequest request, ServerCallContext context)
    {
        CancellationToken cancellationToken = context.CancellationToken;
        Mutation by = Mutation.Of(context, request.RequestId, time);
        if (request.ConnectionId.Length == 0) RequireOperator(context);
        if (request.Name.Length is 0 or > 100) throw ScimException.InvalidValue("A token's name has 1 to 100 characters.");
        if (request.TenantId != AllTenants) await tenants.GetLiveAsync(request.TenantId, cancellationToken);
        if (request.ConnectionId.Length > 0) await connections.GetAsync(request.TenantId, request.ConnectionId, cancellationToken);

        var token = new Token
        {
            TenantId = request.TenantId,
            ConnectionId = request.ConnectionId,
            Name = request.Name,
            Kind = request.ConnectionId.Length > 0 ? CallerKind.Connection : CallerKind.Product,
            Scope = request.Scope == Scope.Unspecified ? Scope.Write : request.Scope,
            Expires = Expiry(request.Expires, by.At),
        };
        (Token issued, BearerToken bearer) = await tokens.IssueAsync(token, by, cancellationToken);
        await audit.RecordAsync(by, request.TenantId, Target(issued), [], cancellationToken);
        return new IssueTokenResponse { Token = issued, Value = bearer.Value };
    }

    public override Task<CheckTokenResponse> CheckToken(CheckTokenRequest request, ServerCallContext context) =>
        request.Access is { } grant ? access.CheckAsync(grant, context.CancellationToken)
        : request.EntraToken.Length > 0 ? entra.CheckAsync(request.TenantId, request.EntraToken, context.CancellationToken)
        : check.CheckAsync(request.Id, request.SecretSha256.Memory, context.CancellationToken);

    public override Task<GrantAccessTokenResponse> GrantAccessToken(GrantAccessTokenRequest request, ServerCallContext context) =>
        grants.GrantAsync(request, context.CancellationToken);

    public override async Task<ListTokensResponse> ListTokens(ListTokensRequest request, ServerCallContext context)
    {
        (List<Token> found, string next) = await tokens.ListAsync(request, time.GetUtcNow(), context.CancellationToken);
        await uses.FillAsync(request.TenantId, found, context.CancellationToken);
        return new ListTokensResponse { Tokens = { found }, NextPageToken = next };
    }

    public override async Task<RotateTokenResponse> RotateToken(RotateTokenRequest request, ServerCallContext context)
    {
        CancellationToken cancellationToken = context.CancellationToken;
        Mutation by = Mutation.Of(context, request.RequestId, time);
        TimeSpan overlap = request.Overlap?.ToTimeSpan() ?? DefaultOverlap;
        if (overlap < TimeSpan.Zero) throw ScimException.InvalidValue("The overlap cannot be negative.");
        if (await tokens.FindAsync(request.TenantId, request.Id, by.At, cancellationToken) is not { State: TokenState.Active } old)
            throw ScimException.NotFound("There is no such active token.");
        if (old.Kind == CallerKind.Product) RequireOperator(context);

        var token = new Token
        {
            TenantId = old.TenantId,
            ConnectionId = old.ConnectionId,
            Name = old.Name,
            Kind = old.Kind,
            Scope = old.Scope,
            Expires = Expiry(request.Expires, by.At),
        };
        (Token issued, BearerToken bearer) = await tokens.IssueAsync(token, by, cancellationToken);
        await tokens.EndAsync(old, by.At + overlap, cancellationToken);
        await audit.RecordAsync(by, request.TenantId, Target(old), [], cancellationToken);
        return new RotateTokenResponse
        {
            Token = issued,
            Value = bearer.Value,
            OldToken = await tokens.FindAsync(request.TenantId, request.Id, by.At, cancellationToken) ?? old,
        };
    }

    public override async Task<RevokeTokenResponse> RevokeToken(RevokeTokenRequest request, ServerCallContext context)
    {
        Mutation by = Mutation.Of(context, request.RequestId, time);
        if (await tokens.FindAsync(request.TenantId, request.Id, by.At, context.CancellationToken) is { Kind: CallerKind.Product }) RequireOperator(context);
        Token token = await tokens.RevokeAsync(request.TenantId, request.Id, by.At, context.CancellationToken)
            ?? throw ScimException.NotFound("There is no such token.");
        await audit.RecordAsync(by, request.TenantId, Target(token), [], context.CancellationToken);
        return new RevokeTokenResponse { Token = token };
    }

    public override Task WatchRevocations(
        WatchRevocationsRequest request, IServerStreamWriter<WatchRevocationsResponse> responseStream, ServerCallContext context) =>
        revocations.FollowAsync(responseStream, context.CancellationToken);

    // A credential of the product calls the services themselves: no customer makes one, not even for the own tenant.
    private static void RequireOperator(ServerCallContext context)
    {
        if (context.GetCaller().Kind == CallerKind.Administrator) throw ScimException.Forbidden("Credentials of the product are the operator's.");
    }

    private static AuditTarget Target(Token token) => new("token", token.Id, token.Name);

    private static Timestamp Expiry(Timestamp? asked, DateTimeOffset now)
    {
        DateTimeOffset expires = asked?.ToDateTimeOffset() ?? now.AddYears(1);
        if (expires <= now || expires > now.AddYears(LongestYears).AddDays(1))
            throw ScimException.InvalidValue($"A token ends in the future, within {LongestYears} years.");

        return Timestamp.FromDateTimeOffset(expires);
    }
}
