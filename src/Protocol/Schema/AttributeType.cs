namespace Scim.Protocol.Schema;

/// <summary>The data types of attributes (RFC 7643 section 2.3).</summary>
public enum AttributeType
{
    /// <summary>A sequence of characters.</summary>
    String,

    /// <summary>true or false.</summary>
    Boolean,

    /// <summary>A real number, a <see cref="double"/> in messages.</summary>
    Decimal,

    /// <summary>A whole number, a <see cref="long"/> in messages.</summary>
    Integer,

    /// <summary>A point in time with a precision of one millisecond.</summary>
    DateTime,

    /// <summary>Octets, base64 in JSON.</summary>
    Binary,

    /// <summary>A URI or the identifier in one; case-exact.</summary>
    Reference,

    /// <summary>A composition of simple sub-attributes.</summary>
    Complex,
}
