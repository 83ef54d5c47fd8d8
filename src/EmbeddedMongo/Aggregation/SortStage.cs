using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Sorting;

namespace Scim.EmbeddedMongo.Aggregation;

/// <summary>$sort; documents with equal keys keep their order.</summary>
internal sealed class SortStage(SortPattern pattern) : Stage
{
    private const long MostBytes = 100L * 1024 * 1024;

    public BsonDocument Document => pattern.Document;

    public override IEnumerable<byte[]> Run(IEnumerable<byte[]> documents)
    {
        SortKeys keys = pattern.Keys();
        long bytes = 0;
        return documents
            .Select(document => (Key: keys.Of(document), Document: Counted(document, ref bytes)))
            .OrderBy(item => item.Key, Memcmp)
            .Select(item => item.Document);
    }

    private static readonly Comparer<byte[]> Memcmp = Comparer<byte[]>.Create(
        static (left, right) => left.AsSpan().SequenceCompareTo(right));

    private static byte[] Counted(byte[] document, ref long bytes)
    {
        bytes += document.Length;
        return bytes > MostBytes
            ? throw new CommandException(292, "QueryExceededMemoryLimitNoDiskUseAllowed", $"Sort exceeded memory limit of {MostBytes} bytes")
            : document;
    }
}
