using Grpc.Core;
using Scim.Protocol.Errors;
using Scim.Protos.Tokens.V1;
using Scim.Tokens.Audit;
using Scim.Tokens.Connections;
using Scim.Tokens.Documents;
using Scim.Tokens.Tenants;

namespace Scim.Tokens.SignOn;

/// <summary>Keeps how the users of tenants sign in.</summary>
internal sealed class SignOnGrpcService(
    SignOnStore settings, BindingStore bindings, TenantStore tenants, ConnectionStore connections, AuditLog audit, TimeProvider time)
    : SignOnService.SignOnServiceBase
{
    private const int LongestSubject = 255; // OpenID Connect Core section 2

    public override async Task<GetSignOnResponse> GetSignOn(GetSignOnRequest request, ServerCallContext context)
    {
        await tenants.GetAsync(request.TenantId, context.CancellationToken);
        Protos.Tokens.V1.SignOn? found = await settings.FindAsync(request.TenantId, context.CancellationToken);
        return new GetSignOnResponse { SignOn = found ?? new Protos.Tokens.V1.SignOn { TenantId = request.TenantId } };
    }

    public override async Task<ReplaceSignOnResponse> ReplaceSignOn(ReplaceSignOnRequest request, ServerCallContext context)
    {
        CancellationToken cancellationToken = context.CancellationToken;
        Mutation by = Mutation.Of(context, request.RequestId, time);
        await tenants.GetLiveAsync(request.TenantId, cancellationToken);
        Protos.Tokens.V1.SignOn given = request.SignOn?.Clone() ?? new Protos.Tokens.V1.SignOn();
        given.TenantId = request.TenantId;
        given.HasClientSecret = false;
        SignOnSettings.Check(given);
        if (request.ClientSecret.Length > 1_000) throw ScimException.InvalidValue("A client secret has at most 1,000 characters.");
        if (given.Enabled) await IssuerAsync(given, cancellationToken);

        (Protos.Tokens.V1.SignOn stored, IReadOnlyList<string> changed) = await settings.ReplaceAsync(
            given, request.HasClientSecret ? request.ClientSecret : null, request.IfMatch, by, cancellationToken);
        IEnumerable<string> fields = request.HasClientSecret ? changed.Except(["has_client_secret"]).Append("client_secret") : changed;
        await audit.RecordAsync(by, request.TenantId, new AuditTarget("sign-on", request.TenantId, ""), fields, cancellationToken);
        return new ReplaceSignOnResponse { SignOn = stored };
    }

    public override async Task<GetSignOnClientResponse> GetSignOnClient(GetSignOnClientRequest request, ServerCallContext context)
    {
        CancellationToken cancellationToken = context.CancellationToken;
        Tenant? tenant = await tenants.FindAsync(request.TenantId, cancellationToken);
        Protos.Tokens.V1.SignOn? found = await settings.FindAsync(request.TenantId, cancellationToken);
        if (tenant is not { State: TenantState.Active } || found is not { Enabled: true }) throw ScimException.NotFound("Nobody signs in to this tenant.");

        found.Issuer = await IssuerAsync(found, cancellationToken);
        if (found.Claim.Length == 0) found.Claim = SignOnSettings.DefaultClaim;
        if (found.Attribute.Length == 0) found.Attribute = SignOnSettings.DefaultAttribute;
        return new GetSignOnClientResponse
        {
            SignOn = found,
            ClientSecret = await settings.SecretAsync(request.TenantId, cancellationToken),
            TenantName = tenant.DisplayName,
        };
    }

    public override async Task<GetBindingResponse> GetBinding(GetBindingRequest request, ServerCallContext context) =>
        new() { UserId = await bindings.FindAsync(request.TenantId, request.Issuer, request.Subject, context.CancellationToken) ?? "" };

    public override async Task<BindUserResponse> BindUser(BindUserRequest request, ServerCallContext context)
    {
        Mutation by = Mutation.Of(context, request.RequestId, time);
        if (request.Id.Length == 0 || request.Issuer.Length == 0 || request.Subject.Length is 0 or > LongestSubject)
            throw ScimException.InvalidValue("A binding needs a user, an issuer and a subject.");

        await tenants.GetLiveAsync(request.TenantId, context.CancellationToken);
        if (!await bindings.BindAsync(request.TenantId, request.Id, request.Issuer, request.Subject, by, context.CancellationToken))
            throw ScimException.Uniqueness("The user is bound to another account.");
        await audit.RecordAsync(by, request.TenantId, Target(request.Id), [], context.CancellationToken);
        return new BindUserResponse();
    }

    public override async Task<UnbindUserResponse> UnbindUser(UnbindUserRequest request, ServerCallContext context)
    {
        Mutation by = Mutation.Of(context, request.RequestId, time);
        bool was = await bindings.UnbindAsync(request.TenantId, request.Id, context.CancellationToken);
        if (was) await audit.RecordAsync(by, request.TenantId, Target(request.Id), [], context.CancellationToken);
        return new UnbindUserResponse { WasBound = was };
    }

    private static AuditTarget Target(string userId) => new("user", userId, "");

    private async Task<string> IssuerAsync(Protos.Tokens.V1.SignOn of, CancellationToken cancellationToken)
    {
        Connection? connection = of.ConnectionId.Length == 0 ? null : await connections.GetAsync(of.TenantId, of.ConnectionId, cancellationToken);
        if (connection is null && of.Attribute is "" or SignOnSettings.DefaultAttribute)
            throw ScimException.InvalidValue("externalId is what a connection gave: choose the connection that provisions the users.");
        if (of.Issuer.Length > 0) return of.Issuer;
        return SignOnSettings.IssuerOf(connection?.IdentityProviderTenantId ?? "")
            ?? throw ScimException.InvalidValue("The issuer is missing, and the connection's identity provider tenant ID does not tell it.");
    }
}
