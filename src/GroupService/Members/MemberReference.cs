namespace Scim.Groups.Members;

/// <summary>A member as a client names it; what it is, is for the store to know.</summary>
/// <param name="Id">The member's id.</param>
/// <param name="Type"><c>User</c> or <c>Group</c> as the client wrote it, or null.</param>
internal sealed record MemberReference(string Id, string? Type);
