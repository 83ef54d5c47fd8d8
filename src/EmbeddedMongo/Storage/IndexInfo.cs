using MongoDB.Bson;
using Scim.EmbeddedMongo.Indexes;

namespace Scim.EmbeddedMongo.Storage;

/// <summary>An index of a collection: its definition, and by bits which of its components arrays have given values to.</summary>
internal sealed record IndexInfo(int Id, IndexDefinition Definition, ulong MultikeyComponents)
{
    public string Name => Definition.Name;

    public bool Unique => Definition.Unique;

    public BsonDocument Specification => Definition.Specification;
}
