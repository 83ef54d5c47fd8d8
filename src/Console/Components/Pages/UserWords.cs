using Scim.Protos.Users.V1;

namespace Scim.Admin.Components.Pages;

/// <summary>A user in words.</summary>
internal static class UserWords
{
    /// <summary>What to call the user: the displayName, else what the name has.</summary>
    public static string Name(User user)
    {
        if (user.DisplayName.Length > 0) return user.DisplayName;
        return user.Name is not { } name ? "" : name.Formatted.Length > 0 ? name.Formatted : $"{name.GivenName} {name.FamilyName}".Trim();
    }

    /// <summary>The primary e-mail, else the first.</summary>
    public static string Email(User user) => (user.Emails.FirstOrDefault(email => email.Primary) ?? user.Emails.FirstOrDefault())?.Value ?? "";

    /// <summary>Whether the user may sign in: a user without "active" may (RFC 7643 section 4.1.1).</summary>
    public static bool IsActive(User user) => !user.HasActive || user.Active;
}
