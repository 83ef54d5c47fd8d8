namespace Scim.Provisioning.Directories;

/// <summary>A user of the source directory.</summary>
/// <param name="Id">The directory's own id; it never changes and is not sent.</param>
/// <param name="Attributes">What the mapping and the scoping filters read.</param>
/// <param name="ManagerId">The id of the manager, or null.</param>
/// <param name="SoftDeletedAt">When the user went to the recycle bin, or null. 30 days later the user is purged.</param>
public sealed record SourceUser(string Id, AttributeBag Attributes, string? ManagerId = null, DateTimeOffset? SoftDeletedAt = null)
{
    /// <summary>The attribute that names a user, as in Entra.</summary>
    public const string UserPrincipalName = "userPrincipalName";

    /// <summary>The attribute that says whether the user may sign in; unassigned means yes.</summary>
    public const string AccountEnabled = "accountEnabled";

    /// <summary>The name for people: the UPN, or the id where there is none.</summary>
    public string Name => Attributes.Text(UserPrincipalName) ?? Id;

    /// <summary>False where <c>accountEnabled</c> is false.</summary>
    public bool IsEnabled => Attributes[AccountEnabled] switch
    {
        bool enabled => enabled,
        string text => !string.Equals(text, "false", StringComparison.OrdinalIgnoreCase),
        _ => true,
    };
}
