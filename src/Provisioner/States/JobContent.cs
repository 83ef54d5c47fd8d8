namespace Scim.Provisioning.States;

/// <summary>What the lines of a state file add up to.</summary>
internal sealed class JobContent
{
    private static readonly IReadOnlySet<string> NoMembers = new HashSet<string>();

    private readonly Dictionary<string, HashSet<string>> _members = new(StringComparer.Ordinal);

    private readonly Dictionary<(ObjectKind, string), string> _owners = [];

    public JobState Job { get; private set; } = new();

    public Dictionary<ObjectKey, ObjectState> Objects { get; } = [];

    /// <summary>Requests whose outcome is not known, by their ids.</summary>
    public Dictionary<string, Intent> Intents { get; } = new(StringComparer.Ordinal);

    /// <summary>The members that a group has at the target, by source id.</summary>
    public IReadOnlySet<string> Members(string group) => _members.TryGetValue(group, out HashSet<string>? set) ? set : NoMembers;

    /// <summary>The source id of the object that a target id belongs to; null where it belongs to none.</summary>
    public string? Owner(ObjectKind kind, string targetId) => _owners.GetValueOrDefault((kind, targetId));

    public IEnumerable<KeyValuePair<string, HashSet<string>>> Memberships => _members;

    /// <summary>Applies one line.</summary>
    public void Apply(StateLine line)
    {
        if (line.Cleared) Clear();
        if (line.Job is not null) Job = line.Job;
        if (line.Intent is not null) Intents[line.Intent.Id] = line.Intent;
        if (line.Undone is not null) Intents.Remove(line.Undone);
        if (line.Done is not null && Intents.Remove(line.Done, out Intent? intent)) Complete(intent, line.TargetId);
        if (line.Key is null || line.Kind is null) return;

        var key = new ObjectKey(line.Kind.Value, line.Key);
        if (line.Gone) Forget(key);
        if (line.State is not null) Set(key, line.State);
        if (line.Members is not null) SetOf(line.Key).UnionWith(line.Members);
    }

    private void Complete(Intent intent, string? targetId)
    {
        if (intent.Added.Count > 0) SetOf(intent.Key).UnionWith(intent.Added);
        if (intent.Removed.Count > 0) SetOf(intent.Key).ExceptWith(intent.Removed);
        if (intent.After is null) Forget(intent.Object);
        else Set(intent.Object, targetId is null ? intent.After : intent.After with { TargetId = targetId });
    }

    private void Set(ObjectKey key, ObjectState state)
    {
        Objects[key] = state;
        if (state.TargetId is not null) _owners[(key.Kind, state.TargetId)] = key.Id;
    }

    // An object that is gone is a member of nothing: created again it has to be added again.
    private void Forget(ObjectKey key)
    {
        if (Objects.Remove(key, out ObjectState? state) && state.TargetId is not null) _owners.Remove((key.Kind, state.TargetId));
        if (key.Kind == ObjectKind.Group) _members.Remove(key.Id);
        foreach (HashSet<string> set in _members.Values) set.Remove(key.Id);
    }

    private void Clear()
    {
        Objects.Clear();
        Intents.Clear();
        _owners.Clear();
        _members.Clear();
    }

    private HashSet<string> SetOf(string group)
    {
        if (_members.TryGetValue(group, out HashSet<string>? set)) return set;
        set = new HashSet<string>(StringComparer.Ordinal);
        _members.Add(group, set);
        return set;
    }
}
