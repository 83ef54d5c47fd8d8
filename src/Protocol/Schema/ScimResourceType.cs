using Google.Protobuf;
using Google.Protobuf.Reflection;
using Scim.Protocol.Schema.Custom;
using Scim.Protocol.Schema.Descriptors;

namespace Scim.Protocol.Schema;

/// <summary>
/// A resource type (RFC 7643 section 6): its core schema, its extensions, and the one table of attributes that JSON,
/// filters, PATCH, validation and storage are driven by.
/// </summary>
public sealed class ScimResourceType
{
    internal ScimResourceType(
        MessageDescriptor descriptor,
        string description,
        string endpoint,
        ScimSchema core,
        IReadOnlyList<SchemaExtension> extensions,
        ScimAttributeSet attributes)
    {
        Descriptor = descriptor;
        Description = description;
        Endpoint = endpoint;
        Core = core;
        Extensions = extensions;
        Attributes = attributes;
        Id = Common("id");
        ExternalId = Common("externalId");
        Meta = Common("meta");
        Schemas = Common("schemas");
    }

    /// <summary>The name, for example <c>User</c>; the type's identifier in <c>meta.resourceType</c>.</summary>
    public string Name => Core.Name;

    /// <summary>The human-readable description of the type.</summary>
    public string Description { get; }

    /// <summary>The endpoint relative to the base URL, for example <c>/Users</c>.</summary>
    public string Endpoint { get; }

    /// <summary>The core schema.</summary>
    public ScimSchema Core { get; }

    /// <summary>The extensions, those of the .proto first.</summary>
    public IReadOnlyList<SchemaExtension> Extensions { get; }

    /// <summary>Every attribute of a resource: common, core, and one for each extension, in the order of writing.</summary>
    public ScimAttributeSet Attributes { get; }

    /// <summary>The attribute <c>id</c>.</summary>
    public ScimAttribute Id { get; }

    /// <summary>The attribute <c>externalId</c>.</summary>
    public ScimAttribute ExternalId { get; }

    /// <summary>The attribute <c>meta</c>.</summary>
    public ScimAttribute Meta { get; }

    /// <summary>The attribute <c>schemas</c>.</summary>
    public ScimAttribute Schemas { get; }

    /// <summary>The message that a resource of the type is.</summary>
    public MessageDescriptor Descriptor { get; }

    /// <summary>The table of a message with the option <c>(scim.schema.v1.resource)</c>.</summary>
    /// <exception cref="InvalidOperationException">The .proto breaks a rule of the schema; the message names the field.</exception>
    public static ScimResourceType FromDescriptor(MessageDescriptor descriptor) => new DescriptorReader(descriptor).Read();

    /// <summary>This type with custom extensions beside its own; the type itself where there are none.</summary>
    /// <exception cref="Errors.ScimException">400 invalidValue: two schemas have one URI.</exception>
    public ScimResourceType With(IReadOnlyList<CustomExtension> extensions) =>
        extensions.Count == 0 ? this : CustomExtensions.Add(this, extensions);

    /// <summary>A new, empty resource.</summary>
    public IMessage CreateResource() => Descriptor.Parser.ParseFrom(ByteString.Empty);

    /// <summary>The extension attribute of a URN, whatever its case; null where the type has none.</summary>
    public SchemaExtension? FindExtension(ReadOnlySpan<char> urn)
    {
        foreach (SchemaExtension extension in Extensions)
        {
            if (urn.Equals(extension.Schema.Urn, StringComparison.OrdinalIgnoreCase))
            {
                return extension;
            }
        }

        return null;
    }

    /// <summary>
    /// The attribute of a name within a schema: <paramref name="urn"/> empty or the core schema's for the resource's own
    /// attributes, an extension's for that extension's. Null where there is none.
    /// </summary>
    public ScimAttribute? Find(ReadOnlySpan<char> urn, ReadOnlySpan<char> name)
    {
        if (urn.IsEmpty)
        {
            return Attributes.Find(name);
        }

        if (urn.Equals(Core.Urn, StringComparison.OrdinalIgnoreCase))
        {
            ScimAttribute? attribute = Attributes.Find(name);
            return attribute is { IsExtension: true } ? null : attribute;
        }

        return FindExtension(urn)?.Attribute.SubAttributes.Find(name);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private ScimAttribute Common(string name) => Attributes.Find(name)
        ?? throw new InvalidOperationException($"{Descriptor.FullName} has no attribute {name}.");
}
