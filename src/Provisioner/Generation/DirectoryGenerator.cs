using Scim.Provisioning.Directories;

namespace Scim.Provisioning.Generation;

/// <summary>
/// Makes a realistic directory: names of many scripts, managers that form a tree, guests, disabled users, one group of
/// everybody, many of falling size, and groups in groups.
/// </summary>
public static class DirectoryGenerator
{
    private const int NestedEach = 10;
    private const double AssignedGuests = 0.5;

    private static readonly string[] Kinds = ["Team", "Project", "Site", "Mailing list", "Role"];
    private static readonly string[] Themes =
        ["Aurora", "\"Blue\" + Green", "Café №7", "Δelta", "東京", "100% Ünïcode", "O'Hare", "Москва", "R&D/Ops", "🚀 Launch"];

    /// <summary>Makes a directory.</summary>
    /// <param name="users">The number of users.</param>
    /// <param name="groups">The number of groups.</param>
    /// <param name="seed">The same seed makes the same directory.</param>
    public static SourceDirectory Generate(int users, int groups, int seed)
    {
        var random = new Random(seed);
        var people = new PersonGenerator(PeopleData.Read(), random);
        var made = new List<SourceUser>(users);
        for (int i = 0; i < users; i++) made.Add(people.Next(i, made));

        var madeGroups = new List<SourceGroup>(groups);
        for (int i = 0; i < groups; i++) madeGroups.Add(Group(i, made, madeGroups, random));

        return new SourceDirectory(made, madeGroups, Assignments(made, madeGroups, random));
    }

    /// <summary>The name of a group by its number; no two numbers share one.</summary>
    internal static string GroupName(int index) =>
        index == 0 ? "All Employees" : $"{Kinds[index % Kinds.Length]} {Themes[index / Kinds.Length % Themes.Length]} {index}";

    private static SourceGroup Group(int index, List<SourceUser> users, List<SourceGroup> before, Random random)
    {
        string id = PersonGenerator.NewId(random);
        var attributes = new AttributeBag(
        [
            new("objectId", id),
            new(SourceGroup.DisplayName, GroupName(index)),
            new("description", $"Generated group {index}"),
        ]);
        var members = new HashSet<string>(StringComparer.Ordinal);
        if (index == 0)
        {
            members.UnionWith(users.Where(user => user.Attributes.Text("userType") != "Guest").Select(user => user.Id));
        }
        else
        {
            // Sizes fall as those of real groups do: a few large ones and a long tail.
            int size = Math.Min(users.Count, Math.Max(1, users.Count / (index + 2)));
            while (members.Count < size) members.Add(users[random.Next(users.Count)].Id);
            if (index % NestedEach == 0) members.UnionWith(before.TakeLast(3).Select(group => group.Id));
        }

        return new SourceGroup(id, attributes, [.. members]);
    }

    private static IEnumerable<string> Assignments(List<SourceUser> users, List<SourceGroup> groups, Random random)
    {
        foreach (SourceGroup group in groups) yield return group.Id;
        foreach (SourceUser user in users)
        {
            bool isGuest = user.Attributes.Text("userType") == "Guest";
            if (isGuest && random.NextDouble() < AssignedGuests) yield return user.Id;
        }
    }
}
