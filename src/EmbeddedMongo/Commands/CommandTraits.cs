namespace Scim.EmbeddedMongo.Commands;

/// <summary>Where a command may run and how.</summary>
[Flags]
internal enum CommandTraits
{
    None = 0,

    /// <summary>On the admin database only.</summary>
    Admin = 1,

    /// <summary>Within a transaction.</summary>
    Transaction = 2,

    /// <summary>With a transaction number outside transactions.</summary>
    Retryable = 4,

    /// <summary>Its first field names a collection.</summary>
    Collection = 8,

    /// <summary>It writes: a write concern that cannot be met is reported.</summary>
    Write = 16,

    /// <summary>Fields are not checked: hello, and commands that answer constants.</summary>
    AnyFields = 32,
}
