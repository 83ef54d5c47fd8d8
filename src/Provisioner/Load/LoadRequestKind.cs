namespace Scim.Provisioning.Load;

/// <summary>The requests of a cycle, by which a mix is described.</summary>
internal enum LoadRequestKind
{
    /// <summary>A user by userName, there or not.</summary>
    Lookup,

    /// <summary>A user by id.</summary>
    Get,

    /// <summary>A new user.</summary>
    Create,

    /// <summary>Some attributes of a user.</summary>
    Update,

    /// <summary>A user's <c>active</c> false or true.</summary>
    Disable,

    /// <summary>A member of a group, added or removed.</summary>
    Member,

    /// <summary>A group by displayName, without members.</summary>
    Group,

    /// <summary>A user that the load test created.</summary>
    Delete,
}
