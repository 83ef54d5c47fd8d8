using System.Collections.Immutable;
using MongoDB.Bson;

namespace Scim.EmbeddedMongo.Storage;

/// <summary>A collection as the catalog knows it. Immutable but for the counters, which every version of it shares.</summary>
internal sealed record CollectionInfo(int Id, string Database, string Name, Guid Uuid, BsonDocument Options, ImmutableArray<IndexInfo> Indexes)
{
    public CollectionCounters Counters { get; init; } = new();

    public string Namespace => $"{Database}.{Name}";

    public IndexInfo IdIndex => Indexes[0];

    public CollectionInfo WithIndex(IndexInfo index) => this with { Indexes = Indexes.Add(index) };

    public CollectionInfo ReplaceIndex(IndexInfo old, IndexInfo index) => this with { Indexes = Indexes.Replace(old, index) };
}
