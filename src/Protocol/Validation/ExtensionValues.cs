using Google.Protobuf;
using Google.Protobuf.Collections;
using Scim.Protocol.Errors;
using Scim.Protocol.Schema;
using Scim.Protocol.Schema.Accessors;
using Scim.Protos.Common.V1;
using Scim.Protos.Schema.V1;

namespace Scim.Protocol.Validation;

/// <summary>The values of custom extensions in a resource that a sender gave: JSON that nobody has looked at yet.</summary>
public static class ExtensionValues
{
    private const string Field = "extensions";

    /// <summary>Reads each value by its extension and keeps what there is of it.</summary>
    /// <param name="type">The resource's type.</param>
    /// <param name="resource">The resource, whose values are written anew.</param>
    /// <exception cref="ScimException">400 invalidValue: the type has no such extension, or a value does not fit; 400 invalidSyntax: no JSON.</exception>
    public static void Normalize(ScimResourceType type, IMessage resource)
    {
        var values = (RepeatedField<ExtensionValue>)type.Descriptor.FindFieldByName(Field).Accessor.GetValue(resource);
        if (values.Count == 0) return;

        ExtensionValue[] given = [.. values];
        values.Clear();
        foreach (ExtensionValue value in given)
        {
            if (type.FindExtension(value.Urn) is not { Attribute: { IsCustom: true } extension })
            {
                throw ScimException.InvalidValue($"{type.Name}s have no extension {value.Urn}, as far as schema_version tells.");
            }

            values.Add(value);
            object? read = extension.Accessor.GetValue(resource);
            extension.Accessor.Clear(resource);
            if (read is not null) extension.Accessor.SetValue(resource, read);
        }
    }

    /// <summary>
    /// Keeps those values of custom extensions, in what replaces a stored resource, that a client cannot write or is not
    /// shown unless it asks: to replace a resource by what was read of it changes nothing (RFC 7644 section 3.5.1).
    /// </summary>
    public static void KeepUnseen(ScimResourceType type, IMessage current, IMessage next)
    {
        foreach (SchemaExtension extension in type.Extensions)
        {
            if (!extension.Attribute.IsCustom || !extension.Attribute.SubAttributes.Any(IsUnseen)) continue;
            if (extension.Attribute.Accessor.GetValue(current) is not { } before) continue;

            object after = extension.Attribute.Accessor.GetValue(next) ?? extension.Attribute.Accessor.CreateComplex();
            bool kept = false;
            foreach (ScimAttribute attribute in extension.Attribute.SubAttributes.Where(IsUnseen)) kept |= Keep(attribute, before, after);
            if (kept) extension.Attribute.Accessor.SetValue(next, after);
        }
    }

    private static bool IsUnseen(ScimAttribute attribute) =>
        attribute.Mutability is Mutability.ReadOnly or Mutability.WriteOnly || attribute.Returned is Returned.Never or Returned.Request;

    private static bool Keep(ScimAttribute attribute, object before, object after)
    {
        AttributeAccessor accessor = attribute.Accessor;
        if (!accessor.IsAssigned(before) || accessor.IsAssigned(after)) return false;
        if (!attribute.MultiValued) accessor.SetValue(after, accessor.GetValue(before)!);
        for (int i = 0; attribute.MultiValued && i < accessor.GetCount(before); i++) accessor.Add(after, accessor.GetItem(before, i));
        return true;
    }
}
