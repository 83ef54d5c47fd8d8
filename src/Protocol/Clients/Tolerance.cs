namespace Scim.Protocol.Clients;

/// <summary>What is taken from clients beyond RFC 7643 and RFC 7644; docs/clients.md shows each with who sends it.</summary>
[Flags]
public enum Tolerance
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary><c>schemas</c> missing, without a URN that the body needs, or with one that no schema here has.</summary>
    Schemas = 1 << 0,

    /// <summary>Attributes that no schema has; they are skipped.</summary>
    UnknownAttributes = 1 << 1,

    /// <summary>Other names than the schema's: <c>name.givenName</c> and <c>urn:…:User:title</c> in JSON, an extension's attribute without its URN, a URN with a slip.</summary>
    Names = 1 << 2,

    /// <summary>Other shapes than the schema's: one value for an array, an array of one for a single value, a bare value for a complex one, an object in a string.</summary>
    Shapes = 1 << 3,

    /// <summary>Booleans and numbers as strings.</summary>
    QuotedValues = 1 << 4,

    /// <summary>"" for unassigned.</summary>
    EmptyText = 1 << 5,

    /// <summary>PATCH: <c>op</c> in any case, one operation that is no array, no operation at all, an add without a value whose path says all.</summary>
    Operations = 1 << 6,

    /// <summary>PATCH: a remove with the values to remove beside the path.</summary>
    RemovedValues = 1 << 7,

    /// <summary>PATCH: an element that a path's filter describes and that is not there is made.</summary>
    MissingElements = 1 << 8,

    /// <summary>PATCH: readOnly attributes in a value without a path; they are skipped.</summary>
    ReadOnlyValues = 1 << 9,

    /// <summary>Filters: a string without quotes, a value path that is compared.</summary>
    Filters = 1 << 10,

    /// <summary>All of it.</summary>
    All = (1 << 11) - 1,
}
