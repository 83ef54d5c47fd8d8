namespace Scim.Provisioning.Requests;

/// <summary>Which of Entra's two forms PATCH requests take.</summary>
public enum PatchDialect
{
    /// <summary>What Entra sends by default: capitalised operations, booleans as strings, one operation a path.</summary>
    Legacy,

    /// <summary>With <c>aadOptscim062020</c>: lower-case operations, real booleans, merged replaces, one remove a member.</summary>
    Compliant,
}
