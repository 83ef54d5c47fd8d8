using Scim.Provisioning.Directories;

namespace Scim.Provisioning.Mappings;

/// <summary>
/// What an expression may read: the attributes of the source object, and <c>IsSoftDeleted</c>, which Entra derives from
/// deletion, <c>accountEnabled</c> and scope.
/// </summary>
/// <param name="Attributes">The attributes, as they are now.</param>
/// <param name="IsSoftDeleted">True where the object must not be active at the target.</param>
internal sealed record SourceValues(AttributeBag Attributes, bool IsSoftDeleted)
{
    private const string SoftDeleted = "IsSoftDeleted";

    /// <summary>A string, a bool, an array of strings, or null.</summary>
    public object? this[string name] =>
        string.Equals(name, SoftDeleted, StringComparison.OrdinalIgnoreCase) ? IsSoftDeleted : Attributes[name];

    /// <summary>
    /// The values of a user. In the recycle bin Entra puts the object id, without dashes, before the user principal
    /// name, so that the name is free for another user; that name is what the target gets.
    /// </summary>
    public static SourceValues Of(SourceUser user, bool inScope)
    {
        AttributeBag attributes = user.Attributes;
        if (user.SoftDeletedAt is not null && attributes.Text(SourceUser.UserPrincipalName) is { } name)
        {
            string prefix = user.Id.Replace("-", "", StringComparison.Ordinal);
            attributes = attributes.With(SourceUser.UserPrincipalName, prefix + name);
        }

        return new SourceValues(attributes, !inScope || !user.IsEnabled || user.SoftDeletedAt is not null);
    }
}
