using Scim.EmbeddedMongo.Storage;
using Scim.EmbeddedMongo.Wire;

namespace Scim.EmbeddedMongo.Commands;

/// <summary>dbStats: sizes of documents are measured by reading them; all databases share one file, whose size is the storage's.</summary>
internal sealed class DbStatsCommand : Command
{
    public override string Name => "dbStats";

    public override IReadOnlyList<string> Aliases => ["dbstats"];

    public override IReadOnlyCollection<string> Fields { get; } = ["scale", "freeStorage"];

    public override ValueTask RunAsync(CommandContext context, ReplyBuffer reply, CancellationToken cancellationToken)
    {
        long scale = StatisticsScale.Read(context), objects = 0, size = 0, indexes = 0, collections = 0;
        IRecordTables tables = context.OpenTables(out ReadSnapshot? snapshot);
        using (snapshot)
        {
            foreach (CollectionInfo collection in tables.Catalog.In(context.Database))
            {
                collections++;
                objects += tables.Count(collection);
                indexes += collection.Indexes.Length;
                size += CollectionStatistics.Size(tables, collection, cancellationToken);
            }
        }

        double file = new FileInfo(context.Server.Store.Path).Length;
        reply.Write("db", context.Database);
        reply.Write("collections", collections);
        reply.Write("views", 0L);
        reply.Write("objects", objects);
        reply.Write("avgObjSize", objects == 0 ? 0.0 : (double)size / objects);
        reply.Write("dataSize", (double)size / scale);
        reply.Write("storageSize", file / scale);
        reply.Write("indexes", indexes);
        reply.Write("indexSize", 0.0);
        reply.Write("totalSize", file / scale);
        reply.Write("scaleFactor", (double)scale);
        return ValueTask.CompletedTask;
    }
}
