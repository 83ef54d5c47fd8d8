using MongoDB.Bson;
using Scim.EmbeddedMongo.Aggregation;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Cursors;
using Scim.EmbeddedMongo.Storage;
using Scim.EmbeddedMongo.Wire;

namespace Scim.EmbeddedMongo.Commands;

/// <summary>
/// What collStats and the stage $collStats answer. Sizes are measured by reading the collection; the file does not say
/// how large one index is: sizes of indexes are 0.
/// </summary>
internal static class CollectionStatistics
{
    private const string StageName = "$collStats";

    /// <summary>Whether a pipeline begins with $collStats.</summary>
    public static bool Asks(BsonArray stages) => stages is [BsonDocument { ElementCount: 1 } first, ..] && first.GetElement(0).Name == StageName;

    /// <summary>Answers a pipeline that begins with $collStats.</summary>
    public static void Write(CommandContext context, ReplyBuffer reply, BsonArray stages, long batchSize, CancellationToken cancellationToken)
    {
        if (stages[0][0] is not BsonDocument asked) throw CommandException.Location(40166, "$collStats must take a nested object");
        string name = CollectionNames.Read(context.Body.GetElement(0), context.Database);
        var document = new BsonDocument
        {
            { "ns", $"{context.Database}.{name}" },
            { "host", context.Server.Address },
            { "localTime", new BsonDateTime(context.Server.Time.GetUtcNow().UtcDateTime) },
        };
        IRecordTables tables = context.OpenTables(out ReadSnapshot? snapshot);
        using (snapshot)
        {
            CollectionInfo? collection = tables.Catalog.Find(context.Database, name);
            foreach (BsonElement part in asked) document.Add(part.Name, Part(part, tables, collection, cancellationToken));
        }

        IEnumerable<byte[]> documents = PipelineParser.Parse([.. stages.Skip(1)]).Run([document.ToBytes()]);
        CursorReply.WriteFirst(context, reply, $"{context.Database}.{name}", new ListStream([.. documents]), null, batchSize);
    }

    /// <summary>size, count, avgObjSize, storageSize, totalSize, nindexes and the indexes' names.</summary>
    public static BsonDocument Of(IRecordTables tables, CollectionInfo? collection, long scale, CancellationToken cancellationToken)
    {
        long count = collection is null ? 0 : tables.Count(collection), size = collection is null ? 0 : Size(tables, collection, cancellationToken);
        BsonValue scaled = StatisticsScale.Number(size / scale);
        var statistics = new BsonDocument { { "size", scaled }, { "count", StatisticsScale.Number(count) } };
        if (count > 0) statistics.Add("avgObjSize", StatisticsScale.Number(size / count));
        return statistics.AddRange(new BsonDocument
        {
            { "storageSize", scaled },
            { "totalSize", scaled },
            { "nindexes", collection?.Indexes.Length ?? 0 },
            { "totalIndexSize", 0 },
            { "indexDetails", new BsonDocument() },
            { "indexSizes", new BsonDocument(collection is null ? [] : collection.Indexes.Select(index => new BsonElement(index.Name, 0))) },
            { "scaleFactor", StatisticsScale.Number(scale) },
        });
    }

    /// <summary>Bytes of all documents.</summary>
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

    private static long Scale(BsonDocument options) => options.GetValue("scale", 1) is { IsNumeric: true } scale
        ? Math.Max(1, NumberCast.Clamped(scale))
        : throw CommandException.TypeMismatch("BSON field '$collStats.storageStats.scale' is the wrong type, expected types '[long, int, decimal, double]'");

    private static BsonValue Part(BsonElement part, IRecordTables tables, CollectionInfo? collection, CancellationToken cancellationToken) => (part.Name, part.Value) switch
    {
        ("count", BsonDocument) => StatisticsScale.Number(collection is null ? 0 : tables.Count(collection)),
        ("storageStats", BsonDocument options) => Of(tables, collection, Scale(options), cancellationToken),
        ("count" or "storageStats", _) => throw CommandException.TypeMismatch($"BSON field '$collStats.{part.Name}' is the wrong type, expected type 'object'"),
        _ => throw CommandException.BadValue($"$collStats: '{part.Name}' is not supported"),
    };
}
