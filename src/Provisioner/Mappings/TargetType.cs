namespace Scim.Provisioning.Mappings;

/// <summary>The type of a target attribute, which decides how a value is written and compared.</summary>
internal enum TargetType
{
    /// <summary>A JSON string.</summary>
    String,

    /// <summary>A JSON boolean.</summary>
    Boolean,

    /// <summary>A JSON number without a fraction.</summary>
    Integer,
}
