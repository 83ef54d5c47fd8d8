namespace Scim.ServiceDefaults.Schemas;

/// <summary>One schema extension of all tenants.</summary>
public sealed record ExtensionOptions
{
    /// <summary>The resource type that it extends: <c>User</c>, the default, or <c>Group</c>.</summary>
    public string ResourceType { get; init; } = "User";

    /// <summary>The file that holds the schema as JSON in the form of RFC 7643 section 7; this or <see cref="Definition"/>.</summary>
    public string? File { get; init; }

    /// <summary>The schema itself as JSON.</summary>
    public string? Definition { get; init; }

    /// <summary>Whether resources must have it: those that exist without it can no longer be changed without adding it.</summary>
    public bool Required { get; init; }

    /// <summary>The attributes that lookups have an index key for, by their paths within the extension; 32 at most, of all extensions together.</summary>
    public IList<string> Indexed { get; init; } = [];
}
