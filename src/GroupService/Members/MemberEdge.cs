namespace Scim.Groups.Members;

/// <summary>A membership as it is stored.</summary>
/// <param name="GroupId">The group.</param>
/// <param name="MemberId">The user or nested group.</param>
/// <param name="Type"><c>User</c> or <c>Group</c>.</param>
/// <param name="Display">The member's name.</param>
internal sealed record MemberEdge(string GroupId, string MemberId, string Type, string Display)
{
    /// <summary>The type of a member that is a user.</summary>
    public const string User = "User";

    /// <summary>The type of a member that is a group.</summary>
    public const string Group = "Group";
}
