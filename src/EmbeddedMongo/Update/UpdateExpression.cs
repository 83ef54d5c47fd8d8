using MongoDB.Bson;
using Scim.EmbeddedMongo.Query;

namespace Scim.EmbeddedMongo.Update;

/// <summary>A parsed update, built once a statement and applied to each document that matches.</summary>
internal abstract class UpdateExpression
{
    public abstract bool IsReplacement { get; }

    /// <summary>Applies the update to a stored document. The _id may not change: error 66.</summary>
    public abstract UpdateResult Apply(ReadOnlySpan<byte> document, UpdateMoment moment);

    /// <summary>The document that an upsert inserts when the filter matches none.</summary>
    public abstract BsonDocument Insert(QueryNode filter, UpdateMoment moment);
}
