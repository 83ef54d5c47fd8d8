using Scim.Protos.Schema.V1;

namespace Scim.Protocol.Schema;

/// <summary>What a .proto or a custom schema says of one attribute, with every default resolved.</summary>
internal sealed record AttributeDefinition
{
    public required string Name { get; init; }

    public required string StorageName { get; init; }

    /// <summary>What index keys call it: the field's number, or the folded name in a custom schema.</summary>
    public required string Key { get; init; }

    public required AttributeType Type { get; init; }

    public string Description { get; init; } = "";

    public bool MultiValued { get; init; }

    public bool Required { get; init; }

    /// <summary>What /Schemas says; references and binaries are compared exactly whatever it is (RFC 7643 section 2.3.7).</summary>
    public bool CaseExact { get; init; }

    public Mutability Mutability { get; init; } = Mutability.ReadWrite;

    public Returned Returned { get; init; } = Returned.Default;

    public Uniqueness Uniqueness { get; init; } = Uniqueness.None;

    public IReadOnlyList<string> CanonicalValues { get; init; } = [];

    public IReadOnlyList<string> ReferenceTypes { get; init; } = [];

    public bool Indexed { get; init; }

    public bool Discarded { get; init; }

    public bool Common { get; init; }

    public bool Derived { get; init; }

    public string RefersTo { get; init; } = "";

    public bool IsExtension { get; init; }

    public bool IsCustom { get; init; }

    public bool IsSchemas { get; init; }
}
