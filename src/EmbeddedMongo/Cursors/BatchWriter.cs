using Scim.EmbeddedMongo.Wire;

namespace Scim.EmbeddedMongo.Cursors;

/// <summary>Fills a reply's batch from a stream: up to a number of documents, up to 16 MB.</summary>
internal static class BatchWriter
{
    public const int FirstBatch = 101;
    private const int MaxBytes = 16 * 1024 * 1024;

    /// <summary>Writes the array's elements.</summary>
    /// <returns>Whether the stream is known to be at its end.</returns>
    public static bool Fill(ReplyBuffer reply, QueryCursor cursor, long limit)
    {
        int start = reply.Length, count = 0;
        if (cursor.Held is { } held && limit > 0)
        {
            reply.WriteElement(count++, held);
            cursor.Held = null;
        }

        while (count < limit)
        {
            if (!cursor.Stream.MoveNext()) return true;
            ReadOnlySpan<byte> document = cursor.Stream.Current;
            if (count > 0 && reply.Length - start + document.Length > MaxBytes)
            {
                cursor.Held = document.ToArray();
                return false;
            }

            reply.WriteElement(count++, document);
        }

        return cursor.Held is null && cursor.Stream.AtEnd;
    }
}
