using Google.Protobuf;
using Scim.Protocol.Errors;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;
using Scim.Protocol.Text;
using Scim.Protos.Common.V1;

namespace Scim.Protocol.Sorting;

/// <summary>
/// The order of a sorted list (RFC 7644 section 3.4.2.3). Of several values the primary counts, or the first. Resources
/// without a value are last in ascending order and first in descending order.
/// </summary>
public sealed class ResourceOrder
{
    private readonly ScimAttribute[] _steps;
    private readonly int _direction;

    private ResourceOrder(ScimAttribute[] steps, bool descending) => (_steps, _direction) = (steps, descending ? -1 : 1);

    /// <summary>The resource's attribute that the order needs.</summary>
    public ScimAttribute Attribute => _steps[0];

    private bool CaseExact => _steps[^1].CaseExact;

    /// <summary>The order that a list asks for.</summary>
    /// <exception cref="ScimException">400 invalidPath: there is no such attribute, or it has no value to compare.</exception>
    public static ResourceOrder Of(ScimResourceType type, string sortBy, SortOrder order)
    {
        ArgumentNullException.ThrowIfNull(type);
        ScimAttribute attribute = AttributeResolver.Find(type, sortBy)
            ?? throw ScimException.InvalidPath($"{type.Name} has no attribute '{sortBy}' to sort by.");
        if (attribute.Type == AttributeType.Complex)
        {
            attribute = attribute.Value ?? throw ScimException.InvalidPath($"{attribute.Path} is complex: sort by one of its sub-attributes.");
        }

        var steps = new List<ScimAttribute>();
        for (ScimAttribute? step = attribute; step is not null; step = step.Parent) steps.Insert(0, step);
        return new ResourceOrder([.. steps], order == SortOrder.Descending);
    }

    /// <summary>What a resource is ordered by; null where it has no value.</summary>
    public object? KeyOf(object resource)
    {
        object? value = ValueOf(0, resource);
        return value is string text && _steps[^1].Type is AttributeType.String && !CaseExact ? CaseFold.Fold(text) : value;
    }

    /// <summary>Compares two keys.</summary>
    public int Compare(object? left, object? right) => _direction * ((left, right) switch
    {
        (null, null) => 0,
        (null, _) => 1,
        (_, null) => -1,
        (string one, string other) => CaseExact ? CaseFold.CompareExact(one, other) : CaseFold.CompareFolded(one, other),
        (ByteString one, ByteString other) => one.Span.SequenceCompareTo(other.Span),
        _ => Comparer<object>.Default.Compare(left, right),
    });

    private static object PrimaryOrFirst(ScimAttribute attribute, object owner)
    {
        int count = attribute.Accessor.GetCount(owner);
        for (int i = 0; attribute.Primary is { } primary && i < count; i++)
        {
            object item = attribute.Accessor.GetItem(owner, i);
            if (primary.Accessor.GetBoolean(item)) return item;
        }

        return attribute.Accessor.GetItem(owner, 0);
    }

    private object? ValueOf(int index, object owner)
    {
        ScimAttribute step = _steps[index];
        if (!step.Accessor.IsAssigned(owner)) return null;
        object value = step.MultiValued ? PrimaryOrFirst(step, owner) : step.Accessor.GetValue(owner)!;
        return index == _steps.Length - 1 ? value : ValueOf(index + 1, value);
    }
}
