using System.Diagnostics;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.IdentityModel.JsonWebTokens;
using Scim.Gateway.ProvisioningLog;
using Scim.Gateway.Clusters;
using Scim.Gateway.Limits;
using Scim.Protocol.Errors;
using Scim.Protos.Common.V1;
using Scim.Protos.Tokens.V1;
using Scim.ServiceDefaults.Callers;
using Scim.ServiceDefaults.Schemas;

namespace Scim.Gateway.Authentication;

/// <summary>
/// Finds the connection that a request's bearer token stands for (RFC 6750, RFC 7644 section 2). With TokenService away a
/// token that was good lives on for a minute, and then the answer is 503: a 401 would put the client into quarantine.
/// </summary>
internal sealed class TokenAuthentication(
    TokenCache cache, AccessTokens accessTokens, ClusterInvokers invokers, CallerKeys keys, TrafficGate traffic, RequestActivity activity, MatchingLookups lookups, TokenMetrics metrics,
    TenantSchemas schemas)
{
    private const string Scheme = "Bearer ";
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly TokenService.TokenServiceClient _tokens = new(invokers.Tokens.AsService("gateway", keys));

    /// <summary>The connection that makes a SCIM request.</summary>
    /// <exception cref="ScimException">401: no token, or one that is not taken; 503: nobody knows at present.</exception>
    public ValueTask<ScimCaller> AuthenticateAsync(HttpContext http) => AuthenticateAsync(http, CallerKind.Connection);

    /// <summary>The credential of the product that makes a native call.</summary>
    /// <exception cref="ScimException">401: no token, or one that is not taken; 503: nobody knows at present.</exception>
    public ValueTask<ScimCaller> AuthenticateProductAsync(HttpContext http) => AuthenticateAsync(http, CallerKind.Product);

    private ValueTask<ScimCaller> AuthenticateAsync(HttpContext http, CallerKind kind)
    {
        string header = http.Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) throw ScimException.Unauthorized("The request has no bearer token.");
        var tenantId = http.Request.RouteValues["tenantId"] as string;
        if (!Credential.TryRead(header[Scheme.Length..].Trim(), tenantId, out Credential? credential)) throw Refused();

        ScimCaller? known = cache.Find(credential.Key, credential.Sha256);
        if (known is not null && cache.IsFresh)
        {
            metrics.Remembered();
            return new ValueTask<ScimCaller>(Require(kind, known));
        }

        if (cache.IsFresh && cache.IsRefused(credential.Key, credential.Sha256))
        {
            metrics.RememberedRefusal();
            throw Refused();
        }

        if (known is null) traffic.RequireCheck(http.Connection.RemoteIpAddress);
        return CheckAsync(credential, tenantId, known, kind, http);
    }

    // A token of one kind is none for the other, and stays good for its own.
    private static ScimCaller Require(CallerKind kind, ScimCaller caller) => caller.Kind == kind ? caller : throw Refused();

    private async ValueTask<ScimCaller> CheckAsync(Credential credential, string? tenantId, ScimCaller? known, CallerKind kind, HttpContext http)
    {
        int generation = cache.Generation;
        (CheckTokenRequest? request, Timestamp? expires) = credential.Jwt is { } jwt
            ? await ReadAsync(jwt, tenantId, http.RequestAborted)
            : (new CheckTokenRequest { Id = credential.Key, SecretSha256 = UnsafeByteOperations.UnsafeWrap(credential.Sha256) }, null);
        if (request is null) throw Refuse(credential);

        CheckTokenResponse answer;
        try
        {
            answer = await _tokens.CheckTokenAsync(request, cancellationToken: http.RequestAborted);
        }
        catch (RpcException error) when (IsAway(error) && !http.RequestAborted.IsCancellationRequested)
        {
            if (known is null)
            {
                metrics.Unanswered();
                throw ScimException.Unavailable(RetryAfter, "Tokens cannot be checked for the moment.");
            }

            metrics.Believed();
            return Require(kind, known);
        }

        if (answer.Outcome != TokenOutcome.Valid || answer.Token.Kind is not (CallerKind.Connection or CallerKind.Product))
        {
            ScimException refused = Refuse(credential, answer.Outcome);
            if (answer.Token is { TenantId.Length: > 0, Kind: CallerKind.Connection } token) activity.Refused(token, refused.Message);
            throw refused;
        }

        DateTimeOffset? end = (expires ?? answer.Token.Expires)?.ToDateTimeOffset();
        ScimCaller caller = answer.Token.Kind == CallerKind.Product ? Product(answer.Token, end) : await ConnectionAsync(answer, end, http.RequestAborted);
        metrics.Taken();
        cache.Remember(credential, end, caller, generation);
        return Require(kind, caller);
    }

    /// <summary>What TokenService is asked of a JWT, and when that ends: of an access token of ours what it says of itself, of another one all.</summary>
    /// <returns>Null for what is no token at all.</returns>
    private async ValueTask<(CheckTokenRequest? Request, Timestamp? Expires)> ReadAsync(string jwt, string? tenantId, CancellationToken cancellationToken)
    {
        if (!AccessTokens.TryRead(jwt, out JsonWebToken? token)) return default;
        if (!AccessTokens.IsClaimed(token)) return tenantId is null ? default : (new CheckTokenRequest { TenantId = tenantId, EntraToken = jwt }, null);

        return await accessTokens.VerifyAsync(token, cancellationToken) is var (access, expires)
            ? (new CheckTokenRequest { Access = access }, expires)
            : default;
    }

    private ScimException Refuse(Credential credential, TokenOutcome outcome = TokenOutcome.Unknown)
    {
        metrics.Refused();
        cache.Refuse(credential.Key, credential.Sha256);
        return Refused(outcome);
    }

    private static ScimCaller Product(Token token, DateTimeOffset? expires) => new(Assertion(token), ClientProfile.Unspecified) { Expires = expires };

    private static CallerAssertion Assertion(Token token) => new()
    {
        TenantId = token.TenantId,
        ConnectionId = token.ConnectionId,
        Kind = token.Kind,
        Scope = token.Scope,
        Actor = token.Id,
    };

    private async ValueTask<ScimCaller> ConnectionAsync(CheckTokenResponse answer, DateTimeOffset? expires, CancellationToken cancellationToken)
    {
        Debug.Assert(answer.Connection is not null, "A connection's token comes with its connection.");
        TenantTypes types = await schemas.OfAsync(answer.Token.TenantId, answer.Tenant?.SchemaVersion ?? 0, cancellationToken);
        lookups.Prepare(answer.Connection, types.Version);
        return new ScimCaller(Assertion(answer.Token), answer.Connection.ClientProfile)
        {
            Expires = expires,
            RequestsPerSecond = answer.Connection.Limits?.RequestsPerSecond is > 0 and int own ? own : answer.Tenant?.Limits?.RequestsPerSecond ?? 0,
            Queue = answer.Connection.Limits?.QueueLength ?? 0,
            ConcurrentRequests = answer.Tenant?.Limits?.MaxConcurrentRequests ?? 0,
            MaxUsers = answer.Tenant?.Limits?.MaxUsers ?? 0,
            MaxGroups = answer.Tenant?.Limits?.MaxGroups ?? 0,
            Guard = answer.Connection.DeletionGuard is { } guard && (guard.MaxDeletions | guard.MaxPercent) != 0 ? guard : null,
            IsHeld = answer.Connection.State == ConnectionState.Held,
            Types = types,
        };
    }

    private static bool IsAway(RpcException error) =>
        error.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Internal or StatusCode.Cancelled or StatusCode.Unknown;

    private static ScimException Refused(TokenOutcome outcome) => outcome switch
    {
        TokenOutcome.Expired => ScimException.Unauthorized("The token has expired. Generate a new one in the console."),
        TokenOutcome.Revoked => ScimException.Unauthorized("The token was revoked. Generate a new one in the console."),
        TokenOutcome.Suspended => ScimException.Unauthorized("The connection or its tenant is suspended."),
        _ => Refused(),
    };

    private static ScimException Refused() => ScimException.Unauthorized("The token is not valid.");
}
