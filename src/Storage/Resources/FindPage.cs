using MongoDB.Bson;

namespace Scim.Storage.Resources;

/// <summary>Which of the matching documents are read, and in which order.</summary>
internal sealed record FindPage
{
    public int? Limit { get; init; }

    public int? Skip { get; init; }

    public int? BatchSize { get; init; }

    public BsonDocument? Sort { get; init; }

    public TimeSpan? MaxTime { get; init; }

    /// <summary>Whether the stored bytes of the body are kept, for an update.</summary>
    public bool ToChange { get; init; }
}
