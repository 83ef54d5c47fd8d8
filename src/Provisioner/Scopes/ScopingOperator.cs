namespace Scim.Provisioning.Scopes;

/// <summary>Entra's operators of scoping filters. All compare with case, and an unassigned attribute makes all but IS NULL false.</summary>
internal enum ScopingOperator
{
    /// <summary><c>&amp;</c>: the attribute's bits hold all bits of the value.</summary>
    And,

    /// <summary><c>!&amp;</c>: they do not.</summary>
    NotAnd,

    /// <summary><c>ENDS_WITH</c></summary>
    EndsWith,

    /// <summary><c>EQUALS</c></summary>
    Equals,

    /// <summary><c>NOT EQUALS</c></summary>
    NotEquals,

    /// <summary><c>GREATER_THAN</c>, numbers.</summary>
    GreaterThan,

    /// <summary><c>GREATER_THAN_OR_EQUALS</c>, numbers.</summary>
    GreaterThanOrEquals,

    /// <summary><c>INCLUDES</c>: contains the text.</summary>
    Includes,

    /// <summary><c>IS TRUE</c></summary>
    IsTrue,

    /// <summary><c>IS FALSE</c></summary>
    IsFalse,

    /// <summary><c>IS NULL</c></summary>
    IsNull,

    /// <summary><c>IS NOT NULL</c></summary>
    IsNotNull,

    /// <summary><c>REGEX MATCH</c>: the whole value matches.</summary>
    RegexMatch,

    /// <summary><c>NOT REGEX MATCH</c></summary>
    NotRegexMatch,
}
