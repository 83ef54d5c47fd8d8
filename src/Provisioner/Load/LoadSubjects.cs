using System.Text.Json.Nodes;
using Scim.Provisioning.Directories;
using Scim.Provisioning.Mappings;
using Scim.Provisioning.Requests;

namespace Scim.Provisioning.Load;

/// <summary>The users of a load test: what was created so far, and the requests about them.</summary>
internal sealed class LoadSubjects(MappingSet mappings, Func<SourceUser> next, Random random)
{
    private readonly Lock _lock = new();
    private readonly List<(string Id, SourceUser User)> _users = [];

    public string? GroupId { get; set; }

    public int Count
    {
        get
        {
            lock (_lock) return _users.Count;
        }
    }

    public IReadOnlyList<string> Ids
    {
        get
        {
            lock (_lock) return [.. _users.Select(item => item.Id)];
        }
    }

    /// <summary>A new user and the body that creates it.</summary>
    public (SourceUser User, JsonObject Body) New()
    {
        lock (_lock)
        {
            SourceUser user = next();
            return (user, CreateBody.User(mappings.Users.Map(SourceValues.Of(user, inScope: true))));
        }
    }

    public void Add(string id, SourceUser user)
    {
        lock (_lock) _users.Add((id, user));
    }

    public (string Id, SourceUser User)? Pick()
    {
        lock (_lock) return _users.Count == 0 ? null : _users[random.Next(_users.Count)];
    }

    /// <summary>Takes a user out, for its deletion.</summary>
    public string? Take()
    {
        lock (_lock)
        {
            if (_users.Count == 0) return null;
            int index = random.Next(_users.Count);
            string id = _users[index].Id;
            _users[index] = _users[^1];
            _users.RemoveAt(_users.Count - 1);
            return id;
        }
    }

    public int Random(int below)
    {
        lock (_lock) return random.Next(below);
    }

    public double Chance()
    {
        lock (_lock) return random.NextDouble();
    }
}
