namespace Scim.Provisioning.Directories;

/// <summary>What the identity provider knows at one moment: users, groups, and who is assigned to the application.</summary>
public sealed class SourceDirectory
{
    /// <summary>Makes a directory; an id that occurs twice, among users and groups together, is refused.</summary>
    public SourceDirectory(IEnumerable<SourceUser> users, IEnumerable<SourceGroup> groups, IEnumerable<string> assignments)
    {
        Users = users.OrderBy(user => user.Id, StringComparer.Ordinal).ToList();
        Groups = groups.OrderBy(group => group.Id, StringComparer.Ordinal).ToList();
        Assignments = assignments.ToHashSet(StringComparer.Ordinal);
        UsersById = new Dictionary<string, SourceUser>(Users.Count, StringComparer.Ordinal);
        GroupsById = new Dictionary<string, SourceGroup>(Groups.Count, StringComparer.Ordinal);
        foreach (SourceUser user in Users)
        {
            if (!UsersById.TryAdd(user.Id, user)) throw Twice(user.Id);
        }

        foreach (SourceGroup group in Groups)
        {
            if (UsersById.ContainsKey(group.Id) || !GroupsById.TryAdd(group.Id, group)) throw Twice(group.Id);
        }
    }

    /// <summary>The users in the order of their ids.</summary>
    public IReadOnlyList<SourceUser> Users { get; }

    /// <summary>The groups in the order of their ids.</summary>
    public IReadOnlyList<SourceGroup> Groups { get; }

    /// <summary>The ids of the users and groups that are assigned to the application.</summary>
    public IReadOnlySet<string> Assignments { get; }

    internal Dictionary<string, SourceUser> UsersById { get; }

    internal Dictionary<string, SourceGroup> GroupsById { get; }

    private static ProvisioningException Twice(string id) =>
        ProvisioningException.InvalidInput($"The directory has the id '{id}' twice.");
}
