using Scim.Protos.Common.V1;

namespace Scim.ServiceDefaults.Tokens;

/// <summary>The form of an access token: a JWT (RFC 9068) of the type <c>at+jwt</c> with these claims.</summary>
public static class AccessTokenClaims
{
    /// <summary>The header <c>typ</c>.</summary>
    public const string Type = "at+jwt";

    /// <summary>The claim <c>aud</c>: the SCIM endpoints.</summary>
    public const string Audience = "scim";

    /// <summary>The tenant.</summary>
    public const string TenantId = "tenant_id";

    /// <summary>The connection.</summary>
    public const string ConnectionId = "connection_id";

    /// <summary>The OAuth client, or the federation.</summary>
    public const string ClientId = "client_id";

    /// <summary>The secret, or what stands for a federation's issuer and subject.</summary>
    public const string CredentialId = "credential_id";

    /// <summary>What the token allows.</summary>
    public const string Scope = "scope";

    /// <summary>The scope of reading.</summary>
    public const string Read = "scim.read";

    /// <summary>The scope of reading and writing.</summary>
    public const string Write = "scim.write";

    /// <summary>The name of a scope.</summary>
    public static string NameOf(Scope scope) => scope == Protos.Common.V1.Scope.Write ? Write : Read;

    /// <summary>What scopes with spaces between them allow; unspecified where one of them is unknown, or there is none.</summary>
    public static Scope ScopeOf(string names)
    {
        var allowed = Protos.Common.V1.Scope.Unspecified;
        foreach (string name in names.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (name is not (Read or Write)) return Protos.Common.V1.Scope.Unspecified;
            if (name == Write || allowed == Protos.Common.V1.Scope.Unspecified) allowed = name == Write ? Protos.Common.V1.Scope.Write : Protos.Common.V1.Scope.Read;
        }

        return allowed;
    }
}
