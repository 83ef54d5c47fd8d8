using MongoDB.Bson;
using Scim.EmbeddedMongo.Storage;
using Scim.EmbeddedMongo.Wire;

namespace Scim.EmbeddedMongo.Commands;

/// <summary>collStats: the size is measured by reading the collection. The file does not say how large one index is: sizes of indexes are 0.</summary>
internal sealed class CollStatsCommand : Command
{
    public override string Name => "collStats";

    public override IReadOnlyList<string> Aliases => ["collstats"];

    public override IReadOnlyCollection<string> Fields { get; } = ["scale"];

    public override CommandTraits Traits => CommandTraits.Collection;

    public override ValueTask RunAsync(CommandContext context, ReplyBuffer reply, CancellationToken cancellationToken)
    {
        string name = context.CollectionName;
        long scale = StatisticsScale.Read(context);
        IRecordTables tables = context.OpenTables(out ReadSnapshot? snapshot);
        using (snapshot)
        {
            CollectionInfo? collection = tables.Catalog.Find(context.Database, name);
            long count = collection is null ? 0 : tables.Count(collection), size = collection is null ? 0 : Size(tables, collection, cancellationToken);
            reply.Write("ns", $"{context.Database}.{name}");
            reply.Write("size", StatisticsScale.Number(size / scale));
            reply.Write("count", StatisticsScale.Number(count));
            if (count > 0) reply.Write("avgObjSize", StatisticsScale.Number(size / count));
            reply.Write("storageSize", StatisticsScale.Number(size / scale));
            reply.Write("totalSize", StatisticsScale.Number(size / scale));
            reply.Write("nindexes", collection?.Indexes.Length ?? 0);
            reply.Write("totalIndexSize", 0);
            reply.Write("indexDetails", new BsonDocument());
            reply.Write("indexSizes", new BsonDocument(collection is null ? [] : collection.Indexes.Select(index => new BsonElement(index.Name, 0))));
            reply.Write("scaleFactor", StatisticsScale.Number(scale));
        }

        return ValueTask.CompletedTask;
    }

    public static long Size(IRecordTables tables, CollectionInfo collection, CancellationToken cancellationToken)
    {
        long size = 0;
        using RecordScan scan = tables.Scan(collection, backward: false);
        while (scan.MoveNext())
        {
            cancellationToken.ThrowIfCancellationRequested();
            size += scan.Document.Length;
        }

        return size;
    }
}
