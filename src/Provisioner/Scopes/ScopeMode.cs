namespace Scim.Provisioning.Scopes;

/// <summary>Which objects are looked at before the filters.</summary>
public enum ScopeMode
{
    /// <summary>Assigned users and groups, and the direct members of assigned groups.</summary>
    Assigned,

    /// <summary>All of the directory.</summary>
    All,
}
