using System.Buffers;
using Google.Protobuf;
using Scim.Protocol.Errors;
using Scim.Protocol.Schema;
using Scim.Protos.Schema.V1;

namespace Scim.Protocol.Validation;

/// <summary>
/// Checks a resource before it is stored, by the attribute table: required attributes have values, immutable ones keep
/// theirs, at most one value is primary, references are URIs, and nothing is larger than <see cref="ResourceLimits"/>. All
/// failures are told together.
/// </summary>
public static class ResourceValidator
{
    private const int MostFailures = 20;

    // RFC 3986 section 2; what is beyond ASCII is for IRIs (RFC 3987) and is taken.
    private static readonly SearchValues<char> NeverInUris = SearchValues.Create(
        " <>\"{}|\\^`\u007f" + string.Concat(Enumerable.Range(0, 32).Select(code => (char)code)));

    /// <summary>Checks a resource.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="current">The resource as it is stored; null for a new one.</param>
    /// <param name="next">The resource as it is to be stored.</param>
    /// <exception cref="ScimException">400 invalidValue; 400 mutability where only immutable attributes are at fault.</exception>
    public static void Check(ScimResourceType type, IMessage? current, IMessage next)
    {
        var failures = new List<string>();
        CheckValues(type.Attributes, next, failures);
        if (failures.Count > 0) throw ScimException.InvalidValue(string.Join(' ', failures.Take(MostFailures)));

        if (current is null) return;
        foreach (ScimAttribute attribute in type.Attributes) CheckImmutable(attribute, current, next, failures);
        if (failures.Count > 0) throw ScimException.Mutability(string.Join(' ', failures.Take(MostFailures)));
    }

    private static void CheckValues(IEnumerable<ScimAttribute> attributes, object owner, List<string> failures)
    {
        foreach (ScimAttribute attribute in attributes)
        {
            if (!attribute.IsWritable) continue;
            if (!attribute.Accessor.IsAssigned(owner))
            {
                if (attribute.Required) failures.Add($"{attribute.Path} is required.");
            }
            else if (attribute.MultiValued)
            {
                CheckList(attribute, owner, failures);
            }
            else
            {
                CheckValue(attribute, attribute.Accessor.GetValue(owner)!, failures);
            }
        }
    }

    private static void CheckList(ScimAttribute attribute, object owner, List<string> failures)
    {
        int count = attribute.Accessor.GetCount(owner);
        if (count > ResourceLimits.MaxValues)
        {
            failures.Add($"{attribute.Path} has {count} values; the most are {ResourceLimits.MaxValues}.");
            return;
        }

        int primaries = 0;
        for (int i = 0; i < count; i++)
        {
            object item = attribute.Accessor.GetItem(owner, i);
            if (attribute.Primary is { } primary && primary.Accessor.GetBoolean(item)) primaries++;
            CheckValue(attribute, item, failures);
        }

        if (primaries > 1) failures.Add($"{attribute.Path} has {primaries} primary values; there can be one.");
    }

    private static void CheckValue(ScimAttribute attribute, object value, List<string> failures)
    {
        switch (value)
        {
            case string text when text.Length > Longest(attribute):
                failures.Add($"{attribute.Path} has {text.Length} characters; the most are {Longest(attribute)}.");
                break;
            case string text when attribute.Type == AttributeType.Reference && text.AsSpan().ContainsAny(NeverInUris):
                failures.Add($"{attribute.Path} is no URI: it has white space, control characters or one of <>\"{{}}|\\^`.");
                break;
            case ByteString bytes when bytes.Length > ResourceLimits.MaxBinaryBytes:
                failures.Add($"{attribute.Path} has {bytes.Length} bytes; the most are {ResourceLimits.MaxBinaryBytes}.");
                break;
            default:
                if (attribute.Type == AttributeType.Complex) CheckValues(attribute.SubAttributes, value, failures);
                break;
        }
    }

    private static int Longest(ScimAttribute attribute) =>
        attribute.Uniqueness == Uniqueness.None ? ResourceLimits.MaxTextLength : ResourceLimits.MaxUniqueLength;

    private static void CheckImmutable(ScimAttribute attribute, object current, object next, List<string> failures)
    {
        if (!attribute.IsWritable || attribute.MultiValued || !attribute.Accessor.IsAssigned(current)) return;
        object before = attribute.Accessor.GetValue(current)!;
        object? after = attribute.Accessor.GetValue(next);
        if (attribute.Mutability == Mutability.Immutable && !before.Equals(after))
        {
            failures.Add($"{attribute.Path} is immutable and has a value already.");
        }
        else if (attribute.Type == AttributeType.Complex && after is not null)
        {
            foreach (ScimAttribute sub in attribute.SubAttributes) CheckImmutable(sub, before, after, failures);
        }
    }
}
