using MongoDB.Bson;
using Scim.EmbeddedMongo.Query;

namespace Scim.EmbeddedMongo.Indexes;

/// <summary>What an index is made of; <see cref="IndexSpecification"/> reads it from a createIndexes command.</summary>
internal sealed class IndexDefinition
{
    public const string IdName = "_id_";

    /// <summary>The index that every collection has.</summary>
    public static IndexDefinition Id { get; } = IndexSpecification.Parse(
        new BsonDocument { { "key", new BsonDocument("_id", 1) }, { "name", IdName } });

    public required string Name { get; init; }

    public required BsonDocument Key { get; init; }

    public required IReadOnlyList<IndexComponent> Components { get; init; }

    /// <summary>The document of listIndexes; parsing it again gives the same definition.</summary>
    public required BsonDocument Specification { get; init; }

    public bool Unique { get; init; }

    public bool Sparse { get; init; }

    public bool Hidden { get; init; }

    public long? ExpireAfterSeconds { get; init; }

    public BsonDocument? PartialFilterExpression { get; init; }

    /// <summary>The parsed partialFilterExpression: only documents that match are indexed.</summary>
    public QueryNode? PartialFilter { get; init; }

    public bool IsId => Name == IdName;
}
