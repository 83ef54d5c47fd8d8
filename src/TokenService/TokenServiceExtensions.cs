using Microsoft.Extensions.Options;
using Scim.ServiceDefaults;
using Scim.ServiceDefaults.Errors;
using Scim.ServiceDefaults.Health;
using Scim.ServiceDefaults.Schemas;
using Scim.Storage.Mongo;
using Scim.Tokens.Activity;
using Scim.Tokens.Audit;
using Scim.Tokens.Clients;
using Scim.Tokens.Connections;
using Scim.Tokens.Documents;
using Scim.Tokens.Federations;
using Scim.Tokens.Grants;
using Scim.Tokens.Removal;
using Scim.Tokens.Revocations;
using Scim.Tokens.SigningKeys;
using Scim.Tokens.SignOn;
using Scim.Tokens.Tenants;
using Scim.Tokens.Tokens;

namespace Scim.Tokens;

/// <summary>The host of tenants, connections, tokens and activity. It owns the database scim_tokens.</summary>
public static class TokenServiceExtensions
{
    /// <summary>Adds the service with everything that every gRPC service has.</summary>
    public static WebApplicationBuilder AddTokenService(this WebApplicationBuilder builder)
    {
        builder.AddScimGrpcServer();
        IServiceCollection services = builder.Services;
        services.AddDatabase(
            (provider, cancellationToken) => provider.GetRequiredService<TokenDatabase>().CreateIndexesAsync(cancellationToken), HealthEndpoints.ReadyTag);
        services.AddSingleton<ActivityMetrics>();
        services.AddSingleton<ExceptionMapping>(MongoErrors.ToScimException);

        services.AddSingleton<TokenDatabase>().AddSingleton<TenantStore>().AddSingleton<TenantSchemaStore>().AddSingleton<TenantSchemaRules>();
        services.AddDeploymentSchemas();
        services.AddSingleton<ConnectionSettings>().AddSingleton<ClientSecretStore>().AddSingleton<OAuthClients>();
        services.AddSingleton<ConnectionStore>().AddSingleton<DeletionCounts>().AddSingleton<TokenStore>().AddSingleton<TokenCheck>();
        services.AddSingleton<AuditLog>().AddSingleton<RevocationFeed>().AddSingleton<TokenUses>();

        services.AddOptions<FederationOptions>().BindConfiguration(FederationOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<FederationOptions>, FederationOptionsValidator>();
        services.AddOptions<EntraTokenOptions>().BindConfiguration(EntraTokenOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<EntraTokenOptions>, EntraTokenOptionsValidator>();
        services.AddSingleton<FederationSettings>().AddSingleton<IssuerKeyReader>().AddSingleton<IssuerKeys>().AddSingleton<ForeignTokens>();
        services.AddSingleton<AssertionUses>().AddSingleton<SecretProof>().AddSingleton<AssertionProof>().AddSingleton<AccessTokenGrants>();
        services.AddSingleton<ServedTokens>().AddSingleton<AccessCheck>().AddSingleton<EntraCheck>();

        services.AddOptions<SigningKeyOptions>().BindConfiguration(SigningKeyOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SigningKeyOptions>, SigningKeyOptionsValidator>();
        services.AddSingleton<KeyProtection>().AddSingleton<SigningKeyStore>().AddSingleton<SigningKeyRing>().AddSingleton<TokenSigner>();

        services.AddOptions<RemovalOptions>().BindConfiguration(RemovalOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<RemovalOptions>, RemovalOptionsValidator>();
        services.AddSingleton<RemovalJournal>().AddSingleton<SignOnStore>().AddSingleton<BindingStore>();

        services.AddHostedService(provider => provider.GetRequiredService<TokenUses>());
        services.AddHostedService<RevocationWatcher>();
        return builder;
    }

    /// <summary>Maps the service's RPCs, health and reflection.</summary>
    public static WebApplication MapTokenService(this WebApplication app)
    {
        app.MapScimGrpcServer();
        app.MapGrpcService<TenantGrpcService>();
        app.MapGrpcService<TenantRemovalGrpcService>();
        app.MapGrpcService<SignOnGrpcService>();
        app.MapGrpcService<ConnectionGrpcService>();
        app.MapGrpcService<TokenGrpcService>();
        app.MapGrpcService<ActivityGrpcService>();
        app.MapGrpcService<SigningKeyGrpcService>();
        return app;
    }
}
