using System.Collections.Immutable;
using MongoDB.Bson;
using Scim.EmbeddedMongo.Planning;

namespace Scim.EmbeddedMongo.Storage;

/// <summary>A collection as the catalog knows it. Immutable but for the counters, which every version of it shares.</summary>
internal sealed record CollectionInfo(int Id, string Database, string Name, Guid Uuid, BsonDocument Options, ImmutableArray<IndexInfo> Indexes)
{
    private IReadOnlyList<IndexCandidate>? _candidates;

    /// <summary>The indexes, oldest first; that of _id is the first.</summary>
    public ImmutableArray<IndexInfo> Indexes
    {
        get;
        init
        {
            field = value;
            _candidates = null;
        }
    }
    = Indexes;

    public CollectionCounters Counters { get; init; } = new();

    public string Namespace => $"{Database}.{Name}";

    public IndexInfo IdIndex => Indexes[0];

    /// <summary>The indexes as the planner sees them.</summary>
    public IReadOnlyList<IndexCandidate> Candidates => _candidates ??= [.. Indexes.Select(index => new IndexCandidate(index.Definition, index.MultikeyComponents))];

    /// <summary>The index that a plan has chosen.</summary>
    public IndexInfo Index(IndexCandidate candidate) => Indexes.First(index => ReferenceEquals(index.Definition, candidate.Definition));

    public CollectionInfo WithIndex(IndexInfo index) => this with { Indexes = Indexes.Add(index) };

    public CollectionInfo ReplaceIndex(IndexInfo old, IndexInfo index) => this with { Indexes = Indexes.Replace(old, index) };
}
