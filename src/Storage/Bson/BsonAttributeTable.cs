using Scim.Protocol.Schema;

namespace Scim.Storage.Bson;

/// <summary>
/// The stored attributes of one level, found by stored name. Derived and discarded attributes, and <c>schemas</c>,
/// are not stored; <c>id</c>, <c>externalId</c> and <c>meta</c> are kept beside the body.
/// </summary>
internal sealed class BsonAttributeTable
{
    private readonly BsonAttribute[] _items;
    private readonly BsonAttribute?[] _order;
    private readonly int[] _buckets;
    private readonly int[] _next;

    public BsonAttributeTable(ScimAttributeSet attributes, string path)
        : this(attributes, path, IsStored)
    {
    }

    private BsonAttributeTable(ScimAttributeSet attributes, string path, Func<ScimAttribute, bool> isStored)
    {
        _items = [.. attributes.Where(isStored).Select((attribute, index) => new BsonAttribute(attribute, path, index))];
        _order = [.. attributes.Select(attribute => Array.Find(_items, item => item.Attribute == attribute))];
        _next = new int[_items.Length];
        _buckets = new int[Math.Max(4, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)_items.Length * 2))];
        Array.Fill(_buckets, -1);
        for (int i = _items.Length - 1; i >= 0; i--)
        {
            ref int bucket = ref _buckets[Hash(_items[i].NameUtf8) & (_buckets.Length - 1)];
            _next[i] = bucket;
            bucket = i;
        }
    }

    public ReadOnlySpan<BsonAttribute> Items => _items;

    /// <summary>The stored attribute of each attribute of the level, in the order of the definition; null for one that is not stored here.</summary>
    public ReadOnlySpan<BsonAttribute?> Order => _order;

    /// <summary>The paths of custom extensions.</summary>
    public IEnumerable<string> Extensions => _items.Where(item => item.Attribute is { IsExtension: true, IsCustom: true }).Select(item => item.Path);

    /// <summary>The table of a resource type's body, without the attributes that are kept elsewhere (a group's members).</summary>
    public static BsonAttributeTable Of(ScimResourceType type, params ScimAttribute[] elsewhere) =>
        new(type.Attributes, DocumentFields.Body, attribute => IsStored(attribute) && !IsBesideBody(type, attribute) && !elsewhere.Contains(attribute));

    /// <summary>The attribute of a stored name; null where today's schema has none.</summary>
    public BsonAttribute? Find(ReadOnlySpan<byte> name)
    {
        int i = _buckets[Hash(name) & (_buckets.Length - 1)];
        while (i >= 0 && !name.SequenceEqual(_items[i].NameUtf8))
        {
            i = _next[i];
        }

        return i < 0 ? null : _items[i];
    }

    /// <summary>The stored attribute of a schema's attribute; null where the level has none.</summary>
    public BsonAttribute? Find(ScimAttribute attribute) => Array.Find(_items, item => item.Attribute == attribute);

    private static bool IsBesideBody(ScimResourceType type, ScimAttribute attribute) =>
        attribute == type.Id || attribute == type.ExternalId || attribute == type.Meta;

    private static bool IsStored(ScimAttribute attribute) =>
        attribute is { IsSchemas: false, Derived: false, Discarded: false };

    private static int Hash(ReadOnlySpan<byte> name) =>
        name.IsEmpty ? 0 : (name.Length * 37) ^ (name[0] * 5) ^ (name[^1] * 3) ^ (name[name.Length / 2] * 17);
}
