using System.Security.Cryptography;
using System.Text;
using Google.Protobuf.Reflection;
using Scim.Protocol.Errors;
using Scim.Protocol.Schema.Accessors;
using Scim.Protocol.Schema.Descriptors;

namespace Scim.Protocol.Schema.Custom;

/// <summary>Adds custom extensions to the table of a resource type.</summary>
internal static class CustomExtensions
{
    private const string Field = "extensions";

    public static ScimResourceType Add(ScimResourceType type, IReadOnlyList<CustomExtension> added)
    {
        FieldDescriptor field = type.Descriptor.FindFieldByName(Field)
            ?? throw new InvalidOperationException($"{type.Descriptor.FullName} has no field {Field} for custom extensions.");
        var extensions = new List<SchemaExtension>(type.Extensions);
        foreach (CustomExtension extension in added)
        {
            bool taken = extension.Urn.Equals(type.Core.Urn, StringComparison.OrdinalIgnoreCase)
                || extensions.Exists(other => other.Schema.Urn.Equals(extension.Urn, StringComparison.OrdinalIgnoreCase));
            if (taken) throw ScimException.InvalidValue($"The type {type.Name} has a schema with the URI {extension.Urn} already.");
            extensions.Add(Create(extension, field));
        }

        List<ScimAttribute> attributes = [.. type.Attributes.Where(attribute => !attribute.IsSchemas)];
        attributes.AddRange(extensions.Skip(type.Extensions.Count).Select(extension => extension.Attribute));
        attributes.Insert(0, DescriptorReader.Schemas(type.Core.Urn, [.. attributes.Where(attribute => attribute.IsExtension)]));
        return new ScimResourceType(type.Descriptor, type.Description, type.Endpoint, type.Core, extensions, new ScimAttributeSet(attributes));
    }

    private static SchemaExtension Create(CustomExtension extension, FieldDescriptor field)
    {
        // A URN has dots, which are paths in the database; its hash is as stable and has none.
        string storage = "x" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(extension.Urn.ToLowerInvariant())))[..16];
        var definition = new AttributeDefinition
        {
            Name = extension.Urn,
            StorageName = storage,
            Key = storage,
            Type = AttributeType.Complex,
            Description = extension.Description,
            Required = extension.Required,
            IsExtension = true,
            IsCustom = true,
        };
        var attribute = new ScimAttribute(definition, parent: null, extension.Urn);
        attribute.SubAttributes = Create(extension.Attributes, attribute, extension.Urn);
        attribute.Accessor = new ExtensionValueAccessor(attribute, field);
        return new SchemaExtension(new ScimSchema(extension.Urn, extension.Name, extension.Description, attribute.SubAttributes), attribute, extension.Required);
    }

    private static ScimAttributeSet Create(IReadOnlyList<CustomAttribute> attributes, ScimAttribute parent, string urn) =>
        new([.. attributes.Select((item, slot) =>
        {
            var attribute = new ScimAttribute(item.Definition, parent, urn);
            attribute.SubAttributes = item.SubAttributes.Count == 0 ? ScimAttributeSet.Empty : Create(item.SubAttributes, attribute, urn);
            attribute.Accessor = new DynamicAccessor(slot, item.Definition.MultiValued, () => attribute.SubAttributes.Count);
            return attribute;
        })]);
}
