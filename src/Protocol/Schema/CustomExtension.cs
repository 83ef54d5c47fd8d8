using Scim.Protocol.Schema.Custom;

namespace Scim.Protocol.Schema;

/// <summary>
/// A schema extension that no .proto defines: attribute definitions in the JSON form of RFC 7643 section 7. Its values are
/// <see cref="DynamicComplex"/> in this process and JSON in messages; nothing else tells it from an extension of a .proto.
/// </summary>
public sealed class CustomExtension
{
    internal CustomExtension(string urn, string name, string description, bool required, IReadOnlyList<CustomAttribute> attributes)
    {
        Urn = urn;
        Name = name;
        Description = description;
        Required = required;
        Attributes = attributes;
    }

    /// <summary>The schema's URI.</summary>
    public string Urn { get; }

    /// <summary>The human-readable name.</summary>
    public string Name { get; }

    /// <summary>The human-readable description.</summary>
    public string Description { get; }

    /// <summary>Whether every resource must have it.</summary>
    public bool Required { get; }

    /// <summary>How many attributes lookups have keys of.</summary>
    public int IndexedCount => Attributes.Sum(attribute => (attribute.Definition.Indexed ? 1 : 0) + attribute.SubAttributes.Count(sub => sub.Definition.Indexed));

    internal IReadOnlyList<CustomAttribute> Attributes { get; }

    /// <summary>Reads a definition.</summary>
    /// <param name="definition">A schema in the JSON form of RFC 7643 section 7, in UTF-8.</param>
    /// <param name="required">Whether every resource must have the extension.</param>
    /// <param name="indexed">The attributes that lookups have keys of, by their paths within the extension.</param>
    /// <exception cref="Errors.ScimException">
    /// 400 invalidSyntax: no JSON; 400 invalidValue: not such a schema. All failures are told together.
    /// </exception>
    public static CustomExtension Parse(ReadOnlyMemory<byte> definition, bool required = false, IReadOnlyCollection<string>? indexed = null) =>
        new CustomSchemaReader(indexed ?? []).Read(definition, required);

    /// <summary>
    /// In which points this definition, in the place of another, would do more than loosen and add; empty where values that
    /// are stored by the other stay right.
    /// </summary>
    public IReadOnlyList<string> FailuresAfter(CustomExtension before) => [.. ExtensionChange.Failures(before, this)];
}
