using System.Text.Json;
using Scim.Protocol.Schema.Accessors;
using Scim.Protos.Schema.V1;

namespace Scim.Protocol.Schema;

/// <summary>
/// One attribute or sub-attribute with its characteristics (RFC 7643 sections 2.2 and 7), where it is stored, and how
/// its values are read from and written to the object that owns them: a message, or a
/// <see cref="DynamicComplex"/> for the attributes of a custom extension.
/// </summary>
public sealed class ScimAttribute
{
    internal ScimAttribute(AttributeDefinition definition, ScimAttribute? parent, string schemaUrn)
    {
        Definition = definition;
        Parent = parent;
        SchemaUrn = schemaUrn;
        EncodedName = JsonEncodedText.Encode(definition.Name, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
        Path = parent is null ? definition.Name : parent.IsExtension ? $"{parent.Name}:{definition.Name}" : $"{parent.Path}.{definition.Name}";
        StoragePath = parent is null ? definition.StorageName : $"{parent.StoragePath}.{definition.StorageName}";
        NumberPath = parent is null ? definition.Key : $"{parent.NumberPath}.{definition.Key}";
        CanonicalValueArray = [.. definition.CanonicalValues];
        Depth = parent is null ? 0 : parent.Depth + 1;
        IsStored = !definition.IsSchemas && !definition.Discarded && !definition.Derived && parent is null or { IsStored: true };
        IsWritable = IsStored && definition.Mutability != Mutability.ReadOnly && parent is null or { IsWritable: true };
    }

    internal AttributeDefinition Definition { get; }

    internal string[] CanonicalValueArray { get; }

    /// <summary>The name as the schema spells it, for example <c>userName</c>; for an extension its URN.</summary>
    public string Name => Definition.Name;

    /// <summary>The name, ready to be written.</summary>
    public JsonEncodedText EncodedName { get; }

    /// <summary>
    /// The whole path, for example <c>name.givenName</c> or
    /// <c>urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value</c>.
    /// </summary>
    public string Path { get; }

    /// <summary>The name that values are stored under: the proto field's name.</summary>
    public string StorageName => Definition.StorageName;

    /// <summary>The dotted storage names from the resource down, for example <c>enterprise.manager.value</c>.</summary>
    public string StoragePath { get; }

    /// <summary>The attribute's number in index keys: the proto field numbers from the resource down, for example <c>24.1</c>.</summary>
    public string NumberPath { get; }

    /// <summary>The URN of the schema that defines the attribute.</summary>
    public string SchemaUrn { get; }

    /// <summary>How many attributes are above: 0 for an attribute of the resource.</summary>
    public int Depth { get; }

    /// <summary>The attribute that this is a sub-attribute of; the extension for an extension's attribute.</summary>
    public ScimAttribute? Parent { get; }

    /// <summary>The data type.</summary>
    public AttributeType Type => Definition.Type;

    /// <summary>Whether there can be several values.</summary>
    public bool MultiValued => Definition.MultiValued;

    /// <summary>Whether a resource (or its parent's value) must have it.</summary>
    public bool Required => Definition.Required;

    /// <summary>
    /// Whether comparisons respect case: declared so, or a reference or binary, which always are (RFC 7643 sections 2.3.6 and
    /// 2.3.7); not <c>schemas</c>, because URNs are equal in any case.
    /// </summary>
    public bool CaseExact => Definition.CaseExact || (!IsSchemas && Type is (AttributeType.Reference or AttributeType.Binary));

    /// <summary>When clients may write it; never unspecified.</summary>
    public Mutability Mutability => Definition.Mutability;

    /// <summary>When responses contain it; never unspecified.</summary>
    public Returned Returned => Definition.Returned;

    /// <summary>How uniqueness is enforced; never unspecified.</summary>
    public Uniqueness Uniqueness => Definition.Uniqueness;

    /// <summary>Suggested values.</summary>
    public IReadOnlyList<string> CanonicalValues => Definition.CanonicalValues;

    /// <summary>What a reference may name.</summary>
    public IReadOnlyList<string> ReferenceTypes => Definition.ReferenceTypes;

    /// <summary>The human-readable description.</summary>
    public string Description => Definition.Description;

    /// <summary>Whether lookups by it have an index key at all times.</summary>
    public bool Indexed => Definition.Indexed;

    /// <summary>Whether a value is accepted and dropped at once (password).</summary>
    public bool Discarded => Definition.Discarded;

    /// <summary>Whether it is common to all resources (RFC 7643 section 3.1) and in no schema's list.</summary>
    public bool Common => Definition.Common;

    /// <summary>Whether its value is written for clients only, and neither read from requests nor stored.</summary>
    public bool Derived => Definition.Derived;

    /// <summary>For a derived <c>$ref</c>: the resource type it names where the sibling <c>type</c> names none.</summary>
    public string RefersTo => Definition.RefersTo;

    /// <summary>Whether this stands for a schema extension: a complex attribute whose name is the extension's URN.</summary>
    public bool IsExtension => Definition.IsExtension;

    /// <summary>Whether it is, or belongs to, an extension that no .proto defines.</summary>
    public bool IsCustom => Parent?.IsCustom ?? Definition.IsCustom;

    /// <summary>Whether this is the <c>schemas</c> attribute, whose values follow from the extensions in use.</summary>
    public bool IsSchemas => Definition.IsSchemas;

    /// <summary>Whether a store holds values of it: neither it nor what is above is derived or discarded.</summary>
    public bool IsStored { get; }

    /// <summary>Whether a client's request can hold a value of it: it is stored, and neither it nor what is above is readOnly.</summary>
    public bool IsWritable { get; }

    /// <summary>The sub-attributes; empty for a simple attribute.</summary>
    public ScimAttributeSet SubAttributes { get; internal set; } = ScimAttributeSet.Empty;

    /// <summary>The <c>value</c> sub-attribute, which stands for the whole in filters; null where there is none.</summary>
    public ScimAttribute? Value => SubAttributes.Value;

    /// <summary>The <c>primary</c> sub-attribute; null where there is none.</summary>
    public ScimAttribute? Primary => SubAttributes.Primary;

    /// <summary>Reads and writes the values in an owner.</summary>
    public AttributeAccessor Accessor { get; internal set; } = null!;

    /// <inheritdoc/>
    public override string ToString() => Path;
}
