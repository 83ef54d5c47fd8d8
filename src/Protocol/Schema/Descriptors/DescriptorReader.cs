using Google.Protobuf.Reflection;
using Scim.Protocol.Schema.Accessors;
using Scim.Protos.Schema.V1;

namespace Scim.Protocol.Schema.Descriptors;

/// <summary>Builds the table of a resource type from its message's descriptor.</summary>
internal sealed class DescriptorReader(MessageDescriptor descriptor)
{
    private readonly List<SchemaExtension> _extensions = [];
    private string _typeName = "";

    public ScimResourceType Read()
    {
        ResourceOptions options = OptionsOf(descriptor)
            ?? throw new InvalidOperationException($"{descriptor.FullName} has no option (scim.schema.v1.resource).");
        _typeName = options.Name;

        List<ScimAttribute> attributes = ReadFields(descriptor, parent: null, options.Urn);
        var core = new ScimSchema(
            options.Urn,
            options.Name,
            options.Description,
            new ScimAttributeSet([.. attributes.Where(attribute => !attribute.Common && !attribute.IsExtension)]));
        attributes.Insert(0, Schemas(options.Urn, [.. attributes.Where(attribute => attribute.IsExtension)]));

        return new ScimResourceType(
            descriptor, options.TypeDescription, options.Endpoint, core, _extensions, new ScimAttributeSet(attributes));
    }

    internal static ScimAttribute Schemas(string coreUrn, IReadOnlyList<ScimAttribute> extensions) => new(
        new AttributeDefinition
        {
            Name = "schemas",
            StorageName = "schemas",
            Key = "0",
            Type = AttributeType.Reference,
            MultiValued = true,
            Required = true,
            CaseExact = false,
            Mutability = Mutability.ReadOnly,
            Returned = Returned.Always,
            ReferenceTypes = ["uri"],
            Description = "The URIs of the schemas of the resource.",
            Common = true,
            Derived = true,
            IsSchemas = true,
        },
        parent: null,
        coreUrn)
    {
        Accessor = new SchemasAccessor(coreUrn, extensions),
    };

    private static ResourceOptions? OptionsOf(MessageDescriptor message) =>
        message.GetOptions() is { } options && options.HasExtension(AttributeExtensions.Resource)
            ? options.GetExtension(AttributeExtensions.Resource)
            : null;

    private List<ScimAttribute> ReadFields(MessageDescriptor message, ScimAttribute? parent, string urn) =>
        [.. message.Fields.InFieldNumberOrder()
            .Select(field => (Field: field, Options: field.GetOptions()?.GetExtension(AttributeExtensions.Attribute)))
            .Where(item => item.Options is not null)
            .Select(item => ReadField(item.Field, item.Options!, parent, urn))];

    private ScimAttribute ReadField(FieldDescriptor field, AttributeOptions options, ScimAttribute? parent, string urn)
    {
        AttributeDefinition definition = FieldDefinition.Read(field, options);
        if (parent is { IsExtension: false } && definition.Type == AttributeType.Complex)
        {
            throw new InvalidOperationException($"{field.FullName} is complex within a complex attribute (RFC 7643 section 2.3.8).");
        }

        ResourceOptions? extension = definition.Type == AttributeType.Complex ? OptionsOf(field.MessageType) : null;
        var attribute = new ScimAttribute(definition with { IsExtension = extension is not null }, parent, urn);
        attribute.Accessor = attribute.Path == "meta.resourceType" ? new ConstantAccessor(_typeName) : AccessorFactory.Create(field);
        if (definition.Type == AttributeType.Complex)
        {
            attribute.SubAttributes = new ScimAttributeSet(ReadFields(field.MessageType, attribute, extension?.Urn ?? urn));
        }

        if (extension is not null)
        {
            _extensions.Add(new SchemaExtension(
                new ScimSchema(extension.Urn, extension.Name, extension.Description, attribute.SubAttributes),
                attribute,
                definition.Required));
        }

        return attribute;
    }
}
