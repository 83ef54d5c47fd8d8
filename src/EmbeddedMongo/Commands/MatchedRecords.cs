using Scim.EmbeddedMongo.Cursors;
using Scim.EmbeddedMongo.Storage;

namespace Scim.EmbeddedMongo.Commands;

/// <summary>The records that a write is about, read completely before the first is written.</summary>
internal static class MatchedRecords
{
    public static List<(long Record, byte[] Document)> Read(IRecordTables tables, CollectionInfo collection, FindOptions options)
    {
        var matched = new List<(long, byte[])>();
        using DocumentStream stream = QueryExecutor.Open(tables, collection, options, new ScanStats(), CancellationToken.None);
        while (stream.MoveNext()) matched.Add((stream.Record, stream.Current.ToArray()));
        return matched;
    }
}
