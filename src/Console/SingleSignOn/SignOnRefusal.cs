namespace Scim.Admin.SingleSignOn;

/// <summary>Why somebody is not signed in.</summary>
public enum SignOnRefusal
{
    /// <summary>The tenant has no single sign-on, or is not served.</summary>
    Off,

    /// <summary>No user has the account's identifier.</summary>
    Unknown,

    /// <summary>The user is disabled.</summary>
    Disabled,

    /// <summary>The user was deleted.</summary>
    Deleted,

    /// <summary>The user is bound to another account of the provider.</summary>
    Bound,

    /// <summary>The provider answered what cannot be taken.</summary>
    Provider,

    /// <summary>The sign-in took too long, was begun in another browser, or was cancelled.</summary>
    Attempt,

    /// <summary>Our own services do not answer.</summary>
    Later,
}
