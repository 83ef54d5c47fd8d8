namespace Scim.Provisioning.Directories;

/// <summary>
/// The attributes of one source object, sorted by name. A value is a <see cref="string"/>, a <see cref="bool"/> or an
/// array of strings; an unassigned attribute is absent. Names ignore case. An array instead of a dictionary, because
/// a directory of a million users holds a million of these.
/// </summary>
public sealed class AttributeBag
{
    private readonly KeyValuePair<string, object>[] _values;

    /// <summary>Takes values of the three kinds; nulls, empty names and a second value of a name are dropped.</summary>
    public AttributeBag(IEnumerable<KeyValuePair<string, object?>> values)
    {
        var sorted = new SortedDictionary<string, object>(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, object? value) in values)
        {
            if (value is not null && name.Length > 0) sorted.TryAdd(name, value);
        }

        _values = [.. sorted];
    }

    /// <summary>An object without attributes.</summary>
    public static AttributeBag Empty { get; } = new([]);

    /// <summary>Names and values in the order of the names.</summary>
    public IReadOnlyList<KeyValuePair<string, object>> Values => _values;

    /// <summary>The value, or null where the attribute is unassigned.</summary>
    public object? this[string name]
    {
        get
        {
            int low = 0, high = _values.Length - 1;
            while (low <= high)
            {
                int middle = (low + high) / 2;
                int order = StringComparer.OrdinalIgnoreCase.Compare(_values[middle].Key, name);
                if (order == 0) return _values[middle].Value;
                if (order < 0) low = middle + 1;
                else high = middle - 1;
            }

            return null;
        }
    }

    /// <summary>The value as text; null where it is unassigned or not a single value.</summary>
    public string? Text(string name) => this[name] switch
    {
        string text => text,
        bool value => value ? "True" : "False",
        _ => null,
    };

    /// <summary>The same attributes with one of them set, or unassigned by null.</summary>
    public AttributeBag With(string name, object? value) =>
        new(_values.Where(pair => !string.Equals(pair.Key, name, StringComparison.OrdinalIgnoreCase))
            .Select(pair => KeyValuePair.Create(pair.Key, (object?)pair.Value))
            .Append(KeyValuePair.Create(name, value)));
}
