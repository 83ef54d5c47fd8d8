using Scim.Provisioning.Directories;

namespace Scim.Provisioning.Generation;

/// <summary>Changes a directory as the days do: people join, move, marry, leave, come back; groups come, go and fill.</summary>
public sealed class DirectoryChanges
{
    private static readonly string[] Clearable = ["telephoneNumber", "nickName", "jobTitle", "honorificPrefix", "city", "postalCode"];

    private readonly Random _random;
    private readonly DateTimeOffset _now;
    private readonly PersonGenerator _people;
    private readonly List<SourceUser> _users;
    private readonly List<SourceGroup> _groups;
    private readonly HashSet<string> _assignments;
    private readonly int _seed;

    private DirectoryChanges(SourceDirectory directory, int seed, DateTimeOffset now)
    {
        _seed = seed;
        _random = new Random(seed);
        _now = now;
        _people = new PersonGenerator(PeopleData.Read(), _random);
        _users = [.. directory.Users];
        _groups = [.. directory.Groups];
        _assignments = [.. directory.Assignments];
        foreach (SourceUser user in _users) _people.Take(user.Name);
    }

    /// <summary>Makes a changed copy.</summary>
    /// <param name="directory">The directory as it was.</param>
    /// <param name="changes">How many changes are made; some of them may fall on the same object.</param>
    /// <param name="seed">The same seed makes the same changes.</param>
    /// <param name="now">The time of deletions.</param>
    public static SourceDirectory Apply(SourceDirectory directory, int changes, int seed, DateTimeOffset now)
    {
        var work = new DirectoryChanges(directory, seed, now);
        for (int i = 0; i < changes; i++) work.One(i);
        return new SourceDirectory(work._users, work._groups, work._assignments);
    }

    private void One(int number)
    {
        double what = _random.NextDouble();
        if (_users.Count == 0 || what < 0.10) Join();
        else if (what < 0.40) ChangeUser(Set);
        else if (what < 0.50) ChangeUser(Clear);
        else if (what < 0.55) ChangeUser(user => user with { SoftDeletedAt = user.SoftDeletedAt is null ? _now : null });
        else if (what < 0.60) ChangeUser(user => With(user, SourceUser.AccountEnabled, !user.IsEnabled));
        else if (what < 0.65) Purge();
        else if (what < 0.72) ChangeUser(user => user with { ManagerId = ManagerOf(user) });
        else if (_groups.Count > 0 && what < 0.90) ChangeGroup(Fill);
        else if (_groups.Count > 0 && what < 0.94) ChangeGroup(group => Renamed(group, number));
        else if (_groups.Count > 1 && what < 0.96) DropGroup();
        else if (what < 0.98) NewGroup(number);
        else Reassign();
    }

    private void Join()
    {
        SourceUser user = _people.Next(_users.Count, _users);
        _users.Add(user);
        _assignments.Add(user.Id);
        if (_groups.Count > 0) _groups[0] = _groups[0] with { MemberIds = [.. _groups[0].MemberIds, user.Id] };
    }

    private void ChangeUser(Func<SourceUser, SourceUser> change)
    {
        int index = _random.Next(_users.Count);
        _users[index] = change(_users[index]);
    }

    private SourceUser Set(SourceUser user) => _random.Next(5) switch
    {
        0 => With(user, "jobTitle", $"Grade {_random.Next(1, 20)}"),
        1 => With(user, "department", $"Department {_random.Next(1, 9)}"),
        2 => With(user, "telephoneNumber", $"+1 206 555 {_random.Next(1_000, 9_999)}"),
        3 => With(With(user, "surname", $"Müller-{_random.Next(1_000)}"), "displayName", $"{user.Attributes.Text("givenName")} Müller"),
        _ => With(user, SourceUser.UserPrincipalName, $"u{_seed}.{_random.Next(1 << 30)}@contoso.example"),
    };

    private SourceUser Clear(SourceUser user) => With(user, Clearable[_random.Next(Clearable.Length)], null);

    private string? ManagerOf(SourceUser user)
    {
        SourceUser other = _users[_random.Next(_users.Count)];
        return other.Id == user.Id || _random.Next(5) == 0 ? null : other.Id;
    }

    private void Purge()
    {
        SourceUser user = _users[_random.Next(_users.Count)];
        _users.Remove(user);
        _assignments.Remove(user.Id);
        for (int i = 0; i < _groups.Count; i++)
        {
            if (_groups[i].MemberIds.Contains(user.Id, StringComparer.Ordinal))
                _groups[i] = _groups[i] with { MemberIds = [.. _groups[i].MemberIds.Where(id => id != user.Id)] };
        }
    }

    private void ChangeGroup(Func<SourceGroup, SourceGroup> change)
    {
        int index = _random.Next(_groups.Count);
        _groups[index] = change(_groups[index]);
    }

    private SourceGroup Fill(SourceGroup group)
    {
        var members = new HashSet<string>(group.MemberIds, StringComparer.Ordinal);
        for (int i = _random.Next(1, 5); i > 0; i--)
        {
            string id = _users[_random.Next(_users.Count)].Id;
            if (!members.Remove(id)) members.Add(id);
        }

        return group with { MemberIds = [.. members] };
    }

    private SourceGroup Renamed(SourceGroup group, int number) =>
        group with { Attributes = group.Attributes.With(SourceGroup.DisplayName, $"Renamed {_seed}.{number}") };

    private void DropGroup()
    {
        SourceGroup group = _groups[_random.Next(1, _groups.Count)];
        _groups.Remove(group);
        _assignments.Remove(group.Id);
    }

    private void NewGroup(int number)
    {
        string id = PersonGenerator.NewId(_random);
        _groups.Add(new SourceGroup(
            id,
            new AttributeBag([new("objectId", id), new(SourceGroup.DisplayName, $"New {_seed}.{number}")]),
            [.. Enumerable.Range(0, Math.Min(5, _users.Count)).Select(_ => _users[_random.Next(_users.Count)].Id).Distinct(StringComparer.Ordinal)]));
        _assignments.Add(id);
    }

    private void Reassign()
    {
        string id = _users[_random.Next(_users.Count)].Id;
        if (!_assignments.Remove(id)) _assignments.Add(id);
    }

    private static SourceUser With(SourceUser user, string name, object? value) => user with { Attributes = user.Attributes.With(name, value) };
}
