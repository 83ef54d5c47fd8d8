using Scim.EmbeddedMongo.Storage;

namespace Scim.EmbeddedMongo.ChangeStreams;

/// <summary>One stored change.</summary>
/// <param name="Time">Its cluster time, unique among all changes.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Database">Where.</param>
/// <param name="Collection">Where; empty for a dropped database.</param>
/// <param name="Key">The document <c>{_id}</c>, null for changes of the catalog.</param>
/// <param name="Body">The document, the description of an update, or null.</param>
internal sealed record OplogEntry(long Time, OplogKind Kind, string Database, string Collection, byte[]? Key, byte[]? Body)
{
    /// <summary>The session and number of the transaction that the change was part of; null outside transactions.</summary>
    public (Guid Session, long Number)? Transaction { get; init; }
}
