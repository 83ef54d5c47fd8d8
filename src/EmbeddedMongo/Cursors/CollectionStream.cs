using Scim.EmbeddedMongo.Query;
using Scim.EmbeddedMongo.Storage;

namespace Scim.EmbeddedMongo.Cursors;

/// <summary>COLLSCAN: every document in natural order, those that match.</summary>
internal sealed class CollectionStream(RecordScan scan, QueryNode filter, ScanStats stats, CancellationToken cancellationToken) : DocumentStream
{
    public override ReadOnlySpan<byte> Current => scan.Document;

    public override long Record => scan.Record;

    public override bool MoveNext()
    {
        while (scan.MoveNext())
        {
            if ((++stats.DocumentsExamined & 0xFF) == 0) cancellationToken.ThrowIfCancellationRequested();
            if (filter.Matches(scan.Document)) return true;
        }

        return false;
    }

    public override void Dispose() => scan.Dispose();
}
