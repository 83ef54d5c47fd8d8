namespace Scim.Protocol.Filters;

/// <summary>The kinds of literals in a filter.</summary>
public enum FilterValueKind
{
    /// <summary>A JSON string, or a bare word that a client forgot to quote.</summary>
    String,

    /// <summary>A JSON number.</summary>
    Number,

    /// <summary>true or false.</summary>
    Boolean,

    /// <summary>null, which means unassigned (RFC 7643 section 2.5).</summary>
    Null,
}
