using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Scim.Protos.Tokens.V1;
using Scim.Protos.Users.V1;

namespace Scim.Admin.SingleSignOn;

/// <summary>Single sign-on of a tenant's users: to the provider, back, and the session as a JWT.</summary>
internal sealed partial class SignOnEndpoints(
    SystemClients clients, Providers providers, CodeExchange exchange, People people, MemberSession session, IDataProtectionProvider protection,
    IOptions<SignOnOptions> options, IOptions<ConsoleOptions> console, ILogger<SignOnEndpoints> logger)
{
    private const string TokenType = "session+jwt";

    /// <summary>Sends the browser to the tenant's provider (OpenID Connect Core section 3.1.2.1).</summary>
    public Task<IResult> StartAsync(string tenant, [FromQuery] string? returnUrl, HttpContext http) => RefusingAsync(tenant, async () =>
    {
        GetSignOnClientResponse with = await OpenAsync(tenant, http.RequestAborted);
        OpenIdConnectConfiguration provider = await providers.GetAsync(with.SignOn.Issuer, http.RequestAborted);
        var pending = PendingSignOn.New(tenant, Local(returnUrl));
        pending.Keep(http, protection);
        return Results.Redirect(QueryHelpers.AddQueryString(provider.AuthorizationEndpoint, new Dictionary<string, string?>
        {
            ["client_id"] = with.SignOn.ClientId,
            ["response_type"] = "code",
            ["redirect_uri"] = ReturnOf(tenant, http),
            ["scope"] = "openid profile",
            ["state"] = pending.State,
            ["nonce"] = pending.Nonce,
            ["code_challenge"] = pending.Challenge,
            ["code_challenge_method"] = "S256",
        }));
    });

    /// <summary>Takes the browser back from the provider.</summary>
    public Task<IResult> ReturnAsync(string tenant, [FromQuery] string? state, [FromQuery] string? code, [FromQuery] string? iss, HttpContext http) =>
        RefusingAsync(tenant, async () =>
        {
            PendingSignOn? pending = PendingSignOn.Take(state ?? "", http, protection);
            if (pending?.Tenant != tenant || string.IsNullOrEmpty(code)) throw new SignOnException(SignOnRefusal.Attempt, "no such sign-in, or no code");

            GetSignOnClientResponse with = await OpenAsync(tenant, http.RequestAborted);
            if (iss is not null && iss.TrimEnd('/') != with.SignOn.Issuer.TrimEnd('/')) throw new SignOnException(SignOnRefusal.Provider, "the answer is another issuer's");
            JsonWebToken account = await exchange.RedeemAsync(with, pending, code, ReturnOf(tenant, http), http.RequestAborted);
            User user = await people.FindAsync(with.SignOn, account, http.RequestAborted);
            await MemberSession.BeginAsync(http, with, user);
            LogSignedIn(logger, tenant, user.Id);
            return Results.LocalRedirect(pending.ReturnUrl);
        });

    /// <summary>The session as a short-lived JWT for the product's services, which check it with the published keys.</summary>
    public async Task<IResult> TokenAsync(HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (await session.OfAsync(http, http.RequestAborted) is not { } member) return Results.Json(new { error = "no_session" }, statusCode: StatusCodes.Status401Unauthorized);

        var claims = new { aud = options.Value.Audience, sub = member.User.Id, user_name = member.User.UserName, name = Components.Pages.UserWords.Name(member.User) };
        SignTokenResponse signed = await clients.Keys.SignTokenAsync(
            new SignTokenRequest
            {
                TenantId = member.TenantId,
                RequestId = Guid.CreateVersion7().ToString(),
                Type = TokenType,
                ClaimsJson = ByteString.CopyFrom(JsonSerializer.SerializeToUtf8Bytes(claims)),
                Lifetime = Duration.FromTimeSpan(options.Value.TokenLifetime),
            },
            cancellationToken: http.RequestAborted);
        return Results.Json(new { token = signed.Value, expires = signed.Expires.ToDateTimeOffset() });
    }

    public static async Task<IResult> SignOutAsync([FromForm] string? from, HttpContext http)
    {
        await http.SignOutAsync(MemberSession.Scheme);
        return Results.LocalRedirect("/me?out=1");
    }

    // Only ways within the product: anything else would let a link lead elsewhere after the sign-in.
    private static string Local(string? url) => url is ['/', not ('/' or '\\'), ..] && !url.Any(char.IsControl) ? url : "/me";

    private string ReturnOf(string tenant, HttpContext http)
    {
        Uri origin = console.Value.PublicUrl ?? new Uri($"{http.Request.Scheme}://{http.Request.Host}");
        return new Uri(origin, $"/sso/{Uri.EscapeDataString(tenant)}/return").AbsoluteUri;
    }

    private async Task<GetSignOnClientResponse> OpenAsync(string tenant, CancellationToken cancellationToken)
    {
        try
        {
            return await clients.SignOn.GetSignOnClientAsync(new GetSignOnClientRequest { TenantId = tenant }, cancellationToken: cancellationToken);
        }
        catch (RpcException error) when (error.StatusCode is StatusCode.NotFound or StatusCode.InvalidArgument)
        {
            throw new SignOnException(SignOnRefusal.Off, "no single sign-on");
        }
    }

    private async Task<IResult> RefusingAsync(string tenant, Func<Task<IResult>> act)
    {
        SignOnRefusal refusal;
        try
        {
            return await act();
        }
        catch (SignOnException error)
        {
            LogRefused(logger, tenant, error.Refusal, error.Message, error.InnerException?.GetType().Name);
            refusal = error.Refusal;
        }
        catch (RpcException error)
        {
            LogRefused(logger, tenant, SignOnRefusal.Later, error.StatusCode.ToString(), null);
            refusal = SignOnRefusal.Later;
        }

        return Results.LocalRedirect($"/sso/{Uri.EscapeDataString(tenant)}/refused?why={refusal}");
    }

    [LoggerMessage(5101, LogLevel.Information, "User {User} of tenant {Tenant} signed in")]
    private static partial void LogSignedIn(ILogger logger, string tenant, string user);

    [LoggerMessage(5102, LogLevel.Information, "A sign-in to tenant {Tenant} was refused: {Refusal} ({Reason}, {Error})")]
    private static partial void LogRefused(ILogger logger, string tenant, SignOnRefusal refusal, string reason, string? error);
}
