using MongoDB.Bson;
using Scim.EmbeddedMongo.Commands;
using Scim.EmbeddedMongo.Cursors;
using Scim.EmbeddedMongo.Query;
using Scim.EmbeddedMongo.Storage;

namespace Scim.EmbeddedMongo;

/// <summary>Deletes what TTL indexes say is over, in small jobs, so that writers wait for none of them long.</summary>
internal sealed class ExpiredDocuments(ServerState server)
{
    private const int BatchSize = 200;

    public async Task DeleteAsync(CancellationToken cancellationToken)
    {
        foreach (CollectionInfo collection in server.Store.Catalog.Databases.SelectMany(server.Store.Catalog.In).ToArray())
        {
            foreach (IndexInfo index in collection.Indexes.Where(index => index.Definition.ExpireAfterSeconds is not null))
            {
                while (await DeleteBatchAsync(collection, index, cancellationToken).ConfigureAwait(false) == BatchSize)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                }
            }
        }
    }

    private Task<int> DeleteBatchAsync(CollectionInfo collection, IndexInfo index, CancellationToken cancellationToken)
    {
        DateTimeOffset last = server.Time.GetUtcNow().AddSeconds(-index.Definition.ExpireAfterSeconds!.Value);
        var filter = new BsonDocument(index.Definition.Key.GetElement(0).Name, new BsonDocument("$lte", new BsonDateTime(last.UtcDateTime)));
        if (index.Definition.PartialFilterExpression is { } partial) filter = new BsonDocument("$and", new BsonArray { filter, partial });
        var options = new FindOptions(QueryParser.Parse(filter)) { Limit = BatchSize };
        return server.Store.WriteAsync(
            tables =>
            {
                // the collection may have been dropped meanwhile, and another one may have its name
                if (tables.Catalog.Find(collection.Database, collection.Name) is not { } current || current.Id != collection.Id) return 0;
                var records = new RecordWriter(tables);
                int deleted = 0;
                foreach ((long record, byte[] document) in MatchedRecords.Read(tables, current, options))
                {
                    records.Delete(current, record, document);
                    deleted++;
                }

                return deleted;
            },
            cancellationToken);
    }
}
