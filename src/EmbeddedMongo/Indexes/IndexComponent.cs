using Scim.EmbeddedMongo.Query;

namespace Scim.EmbeddedMongo.Indexes;

/// <summary>One field of an index key and its direction.</summary>
internal sealed record IndexComponent(FieldPath Path, bool Descending);
