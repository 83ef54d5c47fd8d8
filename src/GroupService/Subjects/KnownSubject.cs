namespace Scim.Groups.Subjects;

/// <summary>What GroupService remembers of a user.</summary>
/// <param name="Id">The user's id.</param>
/// <param name="Display">How the user is called; "" for one that is deleted.</param>
/// <param name="Deleted">Whether the user is deleted; such an id never lives again.</param>
/// <param name="Renamed">Whether the user got another name that its edges may not have yet.</param>
internal sealed record KnownSubject(string Id, string Display, bool Deleted, bool Renamed);
