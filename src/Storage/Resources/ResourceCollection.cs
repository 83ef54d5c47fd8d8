using Google.Protobuf;
using MongoDB.Bson;
using MongoDB.Driver;
using Scim.Storage.Bson;

namespace Scim.Storage.Resources;

/// <summary>One type's collection, with the few ways in which the store reads it.</summary>
internal sealed class ResourceCollection<T>(IMongoCollection<RawBsonDocument> collection, TimeProvider time)
    where T : class, IMessage<T>, new()
{
    /// <summary>The collection itself.</summary>
    public IMongoCollection<RawBsonDocument> Documents => collection;

    /// <summary>The present time, to the millisecond that is stored.</summary>
    public DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>One resource; null where none matches.</summary>
    public async Task<StoredResource<T>?> FindOneAsync(
        BsonDocument filter, ResourceLayout<T> layout, ReadMask<T> mask, StoreCall call, CancellationToken cancellationToken, bool toChange = false)
    {
        using IAsyncCursor<StoredResource<T>> cursor =
            await FindAsync(filter, layout, mask, call, new FindPage { Limit = 1, ToChange = toChange }, cancellationToken);
        if (!await cursor.MoveNextAsync(cancellationToken)) return null;
        return cursor.Current.FirstOrDefault();
    }

    /// <summary>The resources that match, as a cursor.</summary>
    public Task<IAsyncCursor<StoredResource<T>>> FindAsync(
        BsonDocument filter, ResourceLayout<T> layout, ReadMask<T> mask, StoreCall call, FindPage page, CancellationToken cancellationToken)
    {
        var reader = new DocumentReader<T>(layout, call.ConnectionId) { WithMeta = mask.WithMeta, WithProvenance = mask.WithProvenance };
        return FindAsync(filter, new DocumentSerializer<T>(reader, page.ToChange).With(mask.Projection), call, page, cancellationToken);
    }

    /// <summary>The documents that match, in the form that a projection gives them, as a cursor.</summary>
    public Task<IAsyncCursor<TItem>> FindAsync<TItem>(
        BsonDocument filter, ProjectionDefinition<RawBsonDocument, TItem> form, StoreCall call, FindPage page, CancellationToken cancellationToken)
    {
        var options = new FindOptions<RawBsonDocument, TItem>
        {
            Projection = form,
            Limit = page.Limit,
            Skip = page.Skip,
            BatchSize = page.BatchSize,
            Sort = page.Sort,
            MaxTime = TimeLeft(call, page.MaxTime),
        };
        return collection.FindAsync(filter, options, cancellationToken);
    }

    /// <summary>How long the database may take: what is left of the call's time, and no longer than a bound.</summary>
    public TimeSpan? TimeLeft(StoreCall call, TimeSpan? bound = null)
    {
        if (call.Deadline == DateTimeOffset.MaxValue) return bound;
        TimeSpan left = call.Deadline - time.GetUtcNow();
        if (left < TimeSpan.FromMilliseconds(1)) left = TimeSpan.FromMilliseconds(1);
        return bound < left ? bound : left;
    }
}
