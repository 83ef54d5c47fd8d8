namespace Scim.Provisioning.States;

/// <summary>The kinds of objects that are provisioned.</summary>
internal enum ObjectKind
{
    /// <summary>A user.</summary>
    User,

    /// <summary>A group.</summary>
    Group,
}
