using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Sorting;

namespace Scim.EmbeddedMongo.Cursors;

/// <summary>SORT: reads everything, keeps what a limit needs, and answers in order; equal keys stay in the source's order.</summary>
internal static class SortedDocuments
{
    private const long MaxBytes = 100L * 1024 * 1024;

    public static ListStream Read(DocumentStream source, SortPattern order, long keep)
    {
        using (source)
        {
            SortKeys keys = order.Keys();
            var rows = new List<Row>();
            long bytes = 0;
            int next = 0;
            while (source.MoveNext())
            {
                byte[] document = source.Current.ToArray();
                rows.Add(new Row(keys.Of(document), next++, document, source.Record));
                bytes += document.Length;
                if (keep > 0 && rows.Count >= 2 * keep + 1000) bytes = Trim(rows, (int)keep);
                if (bytes > MaxBytes) throw new CommandException(292, "QueryExceededMemoryLimitNoDiskUseAllowed", "Sort exceeded memory limit of 104857600 bytes.");
            }

            rows.Sort();
            if (keep > 0 && rows.Count > keep) Trim(rows, (int)keep);
            return new ListStream([.. rows.Select(row => row.Document)], [.. rows.Select(row => row.Record)]);
        }
    }

    private static long Trim(List<Row> rows, int keep)
    {
        rows.Sort();
        rows.RemoveRange(keep, rows.Count - keep);
        return rows.Sum(row => (long)row.Document.Length);
    }

    private readonly record struct Row(byte[] Key, int Position, byte[] Document, long Record) : IComparable<Row>
    {
        public int CompareTo(Row other)
        {
            int order = Key.AsSpan().SequenceCompareTo(other.Key);
            return order != 0 ? order : Position.CompareTo(other.Position);
        }
    }
}
