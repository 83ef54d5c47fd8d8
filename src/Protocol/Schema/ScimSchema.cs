namespace Scim.Protocol.Schema;

/// <summary>One schema: a URN with its attributes (RFC 7643 section 7), core or extension.</summary>
public sealed class ScimSchema
{
    internal ScimSchema(string urn, string name, string description, ScimAttributeSet attributes)
    {
        Urn = urn;
        Name = name;
        Description = description;
        Attributes = attributes;
    }

    /// <summary>The schema's URN.</summary>
    public string Urn { get; }

    /// <summary>The human-readable name.</summary>
    public string Name { get; }

    /// <summary>The human-readable description.</summary>
    public string Description { get; }

    /// <summary>The attributes that the schema defines, without those common to all resources that no schema lists.</summary>
    public ScimAttributeSet Attributes { get; }

    /// <inheritdoc/>
    public override string ToString() => Urn;
}
