namespace Scim.Admin.SignIn;

/// <summary>What a person may do.</summary>
internal static class Roles
{
    /// <summary>Operates the SaaS: all tenants.</summary>
    public const string Operator = "operator";

    /// <summary>Administers one tenant.</summary>
    public const string Administrator = "administrator";

    /// <summary>Is a user of one tenant: sees the own data.</summary>
    public const string Member = "member";

    /// <summary>Those who see a tenant's pages.</summary>
    public const string TenantPages = $"{Operator},{Administrator}";
}
