using System.Globalization;
using Scim.Protocol.Schema;
using Scim.Protocol.Text;

namespace Scim.Storage.Indexes;

/// <summary>Which attributes of a tenant's resources have lookup keys, and which of them every resource has by now.</summary>
internal sealed class KeyPlan
{
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _numbers;
    private readonly HashSet<ScimAttribute> _ready;

    public KeyPlan(IEnumerable<ScimAttribute> attributes, IEnumerable<ScimAttribute> ready)
    {
        Attributes = [.. attributes.DistinctBy(attribute => attribute.NumberPath).OrderBy(attribute => attribute.NumberPath, StringComparer.Ordinal)];
        _ready = [.. ready];
        _numbers = Attributes.Select(attribute => attribute.NumberPath).ToHashSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        Version = string.Create(
            CultureInfo.InvariantCulture,
            $"{CaseFold.Version}:{string.Join(',', Attributes.Select(attribute => attribute.NumberPath))}");
    }

    /// <summary>The attributes that writers make keys for.</summary>
    public IReadOnlyList<ScimAttribute> Attributes { get; }

    /// <summary>What documents say their keys were made by: the fold function's version and the attributes' numbers.</summary>
    public string Version { get; }

    /// <summary>The attributes that the .proto marks as indexed: every resource has had keys of them from the first one on.</summary>
    public static IEnumerable<ScimAttribute> Indexed(ScimResourceType type) =>
        Possible(type).Where(attribute => attribute is { Indexed: true, IsCustom: false });

    /// <summary>The attributes that custom extensions mark as indexed: resources may be older than the mark.</summary>
    public static IEnumerable<ScimAttribute> IndexedLater(ScimResourceType type) => type.Extensions
        .Where(extension => extension.Attribute.IsCustom)
        .SelectMany(extension => Simple([extension.Attribute]))
        .Where(attribute => attribute.Indexed && LookupKey.IsPossible(attribute));

    /// <summary>The attributes that can have keys, those of extensions and sub-attributes among them.</summary>
    public static IEnumerable<ScimAttribute> Possible(ScimResourceType type) => Simple(type.Attributes).Where(LookupKey.IsPossible);

    /// <summary>Whether a lookup by the attribute may rely on keys.</summary>
    public bool IsReady(ScimAttribute attribute) => _ready.Contains(attribute);

    /// <summary>Whether this plan decides about a key. Others belong to attributes that a newer service knows.</summary>
    public bool Decides(string key) => _numbers.Contains(LookupKey.Number(key));

    private static IEnumerable<ScimAttribute> Simple(IEnumerable<ScimAttribute> attributes) =>
        attributes.SelectMany(attribute => attribute.Type == AttributeType.Complex ? Simple(attribute.SubAttributes) : [attribute]);
}
