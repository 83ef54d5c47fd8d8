using System.Diagnostics.CodeAnalysis;

namespace Scim.Groups.Members;

/// <summary>
/// The <c>_id</c> of an edge, <c>{tenant}:{group}:{member}</c>. It makes an edge unique, and a group's edges a range in
/// the order of their members' ids.
/// </summary>
/// <param name="Tenant">The tenant's id.</param>
/// <param name="Group">The group's id.</param>
/// <param name="Member">The user's or nested group's id.</param>
internal sealed record MembershipId(string Tenant, string Group, string Member)
{
    private const int MaxPartLength = 128;

    /// <summary>The first <c>_id</c> that any member of the group may have; exclusive.</summary>
    public static string RangeStart(string tenant, string group) => $"{tenant}:{group}:";

    /// <summary>An <c>_id</c> after those of all members of the group; exclusive. ';' follows ':'.</summary>
    public static string RangeEnd(string tenant, string group) => $"{tenant}:{group};";

    /// <summary>Whether a text can be one of the three parts, so that no part reaches into another.</summary>
    public static bool IsPart([NotNullWhen(true)] string? text)
    {
        if (text is not { Length: > 0 and <= MaxPartLength }) return false;

        foreach (char c in text)
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.')) return false;
        return true;
    }

    /// <summary>Reads an <c>_id</c>.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out MembershipId? id)
    {
        string[] parts = text.Split(':');
        id = parts.Length == 3 && parts.All(IsPart) ? new MembershipId(parts[0], parts[1], parts[2]) : null;
        return id is not null;
    }

    /// <summary>The <c>_id</c>.</summary>
    public override string ToString() => $"{Tenant}:{Group}:{Member}";
}
