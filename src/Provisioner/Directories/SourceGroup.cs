namespace Scim.Provisioning.Directories;

/// <summary>A group of the source directory.</summary>
/// <param name="Id">The directory's own id.</param>
/// <param name="Attributes">What the mapping and the scoping filters read; the id is among them as <c>objectId</c>.</param>
/// <param name="MemberIds">The ids of the direct members, users and groups, each once.</param>
public sealed record SourceGroup(string Id, AttributeBag Attributes, IReadOnlyList<string> MemberIds)
{
    /// <summary>The attribute that names a group.</summary>
    public const string DisplayName = "displayName";

    /// <summary>The name for people.</summary>
    public string Name => Attributes.Text(DisplayName) ?? Id;
}
