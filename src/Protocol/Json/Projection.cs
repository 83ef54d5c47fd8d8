using System.Text;
using Google.Protobuf.WellKnownTypes;
using Scim.Protocol.Schema;
using Scim.Protos.Schema.V1;

namespace Scim.Protocol.Json;

/// <summary>
/// Which attributes an answer has (RFC 7644 section 3.9, RFC 7643 section 7, <c>returned</c>): those that are always
/// returned, and by default those returned by default; with <c>attributes</c> only the named ones beside the first; with
/// <c>excludedAttributes</c> all but the named ones. Names are in any case, URN-qualified or not, and may name a
/// sub-attribute or a whole extension; unknown names select nothing.
/// </summary>
public sealed class Projection
{
    private readonly HashSet<ScimAttribute>? _selected;
    private readonly bool _everything;

    private Projection(HashSet<ScimAttribute>? selected, bool everything = false) => (_selected, _everything) = (selected, everything);

    /// <summary>What is returned where a request asks for nothing else.</summary>
    public static Projection Default { get; } = new(null);

    /// <summary>Every attribute, for what our own processes write for each other.</summary>
    internal static Projection Everything { get; } = new(null, everything: true);

    /// <summary>The projection of a request.</summary>
    /// <param name="type">The type of the resources.</param>
    /// <param name="attributes">The names to return; empty for the default.</param>
    /// <param name="excludedAttributes">The names not to return.</param>
    public static Projection Create(
        ScimResourceType type, IReadOnlyCollection<string> attributes, IReadOnlyCollection<string> excludedAttributes)
    {
        if (attributes.Count == 0 && excludedAttributes.Count == 0)
        {
            return Default;
        }

        HashSet<ScimAttribute> named = Resolve(type, attributes);
        HashSet<ScimAttribute> excluded = Resolve(type, excludedAttributes);
        var selected = new HashSet<ScimAttribute>();
        foreach (ScimAttribute attribute in type.Attributes)
        {
            Select(attribute, attributes.Count == 0, named, excluded, selected);
        }

        return new Projection(selected);
    }

    /// <summary>The names in the value of the query parameter <c>attributes</c> or <c>excludedAttributes</c>.</summary>
    public static IReadOnlyList<string> ParseNames(string? parameter) =>
        parameter?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>Whether answers have the attribute, or some of its sub-attributes.</summary>
    public bool Includes(ScimAttribute attribute) => _selected?.Contains(attribute) ?? (_everything || IsDefault(attribute));

    /// <summary>
    /// The storage paths that an answer needs, and <c>id</c> and <c>meta</c>, which every answer is made with; an empty
    /// mask where that is everything.
    /// </summary>
    public FieldMask ToFieldMask(ScimResourceType type)
    {
        var mask = new FieldMask();
        if (_selected is null)
        {
            return mask;
        }

        foreach (ScimAttribute attribute in type.Attributes)
        {
            if (attribute == type.Id || attribute == type.Meta)
            {
                mask.Paths.Add(attribute.StoragePath);
            }
            else if (attribute.IsStored && Includes(attribute))
            {
                AddPaths(mask, attribute);
            }
        }

        return mask;
    }

    private static bool IsDefault(ScimAttribute attribute) => attribute.Returned is Returned.Default or Returned.Always;

    private static HashSet<ScimAttribute> Resolve(ScimResourceType type, IReadOnlyCollection<string> names)
    {
        var found = new HashSet<ScimAttribute>();
        foreach (string name in names)
        {
            byte[] utf8 = Encoding.UTF8.GetBytes(name);
            if (AttributeNames.Find(type, utf8) is { } attribute)
            {
                found.Add(attribute);
            }
            else if (AttributeNames.IsCore(type, utf8))
            {
                found.UnionWith(type.Core.Attributes);
            }
        }

        return found;
    }

    // Selects what is below an attribute and, where that is anything, the attribute.
    private static void Select(
        ScimAttribute attribute, bool byDefault, HashSet<ScimAttribute> named, HashSet<ScimAttribute> excluded, HashSet<ScimAttribute> selected)
    {
        bool always = attribute.Returned == Returned.Always;
        if (attribute.Returned == Returned.Never || (!always && excluded.Contains(attribute)))
        {
            return;
        }

        bool wanted = always || named.Contains(attribute) || (byDefault && attribute.Returned == Returned.Default);
        int before = selected.Count;
        foreach (ScimAttribute sub in attribute.SubAttributes)
        {
            Select(sub, wanted, named, excluded, selected);
        }

        if (selected.Count > before || (wanted && attribute.SubAttributes.Count == 0))
        {
            selected.Add(attribute);
        }
    }

    private void AddPaths(FieldMask mask, ScimAttribute attribute)
    {
        if (attribute.SubAttributes.All(sub => !sub.IsStored || Includes(sub)))
        {
            mask.Paths.Add(attribute.StoragePath);
            return;
        }

        bool referred = attribute.SubAttributes.Any(sub => sub.RefersTo.Length > 0 && Includes(sub));
        foreach (ScimAttribute sub in attribute.SubAttributes)
        {
            // A $ref is made from the siblings value and type.
            if (sub.IsStored && (Includes(sub) || (referred && sub.Name is "value" or "type")))
            {
                AddPaths(mask, sub);
            }
        }
    }
}
