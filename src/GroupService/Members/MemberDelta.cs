namespace Scim.Groups.Members;

/// <summary>
/// What a PATCH does to a group's members once its operations are taken in their order: either a new list, or ids to
/// add and ids to remove that have nothing in common. Its size is that of the request, never that of the group.
/// </summary>
internal sealed class MemberDelta
{
    private readonly Dictionary<string, MemberReference> _added = new(StringComparer.Ordinal);
    private readonly HashSet<string> _removed = new(StringComparer.Ordinal);

    /// <summary>Whether <see cref="Added"/> is the whole new list, and who is not in it leaves the group.</summary>
    public bool ReplacesAll { get; private set; }

    /// <summary>Who is a member afterwards; an id stands here once.</summary>
    public IReadOnlyCollection<MemberReference> Added => _added.Values;

    /// <summary>Who is no member afterwards; empty with <see cref="ReplacesAll"/>.</summary>
    public IReadOnlyCollection<string> Removed => _removed;

    /// <summary>Whether no member can change.</summary>
    public bool IsEmpty => !ReplacesAll && _added.Count == 0 && _removed.Count == 0;

    /// <summary>Whether an id is one of <see cref="Added"/>.</summary>
    public bool Adds(string id) => _added.ContainsKey(id);

    /// <summary>Adds members.</summary>
    public void Add(IEnumerable<MemberReference> members)
    {
        foreach (MemberReference member in members)
        {
            _removed.Remove(member.Id);
            _added[member.Id] = member;
        }
    }

    /// <summary>Removes members.</summary>
    public void Remove(IEnumerable<string> ids)
    {
        foreach (string id in ids)
        {
            _added.Remove(id);
            if (!ReplacesAll) _removed.Add(id);
        }
    }

    /// <summary>Begins a new list.</summary>
    public void Replace(IEnumerable<MemberReference> members)
    {
        ReplacesAll = true;
        _added.Clear();
        _removed.Clear();
        Add(members);
    }
}
