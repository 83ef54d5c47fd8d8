namespace Scim.Provisioning.Directories;

/// <summary>One string for each attribute name, however many objects have it.</summary>
internal sealed class NamePool
{
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    public string Get(string name)
    {
        if (_names.TryGetValue(name, out string? known)) return known;
        _names.Add(name, name);
        return name;
    }
}
