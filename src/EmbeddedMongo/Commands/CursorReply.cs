using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Cursors;
using Scim.EmbeddedMongo.Wire;

namespace Scim.EmbeddedMongo.Commands;

/// <summary>The cursor document of a reply, and the cursor that stays open behind it.</summary>
internal static class CursorReply
{
    /// <summary>Writes the first batch. The stream and the snapshot are disposed here, or by the cursor that stays.</summary>
    public static void WriteFirst(
        CommandContext context, ReplyBuffer reply, string ns, DocumentStream stream, IDisposable? snapshot, long batchSize, bool single = false, bool missing = false)
    {
        var cursor = new QueryCursor(CursorRegistry.NewId(), ns, stream, snapshot)
        {
            Session = context.Arguments.Session,
            TransactionNumber = context.Transaction is null ? null : context.Arguments.TransactionNumber,
            Connection = context.Connection.Id,
            NoTimeout = context.Body.GetValue("noCursorTimeout", false).ToBoolean(),
        };
        bool open = false;
        try
        {
            int document = reply.BeginDocument("cursor");
            if (missing)
            {
                reply.Write("id", 0L);
                reply.Write("ns", ns);
            }

            int batch = reply.BeginArray("firstBatch");
            open = !BatchWriter.Fill(reply, cursor, batchSize) && !single;
            reply.End(batch);
            if (!missing)
            {
                reply.Write("id", open ? cursor.Id : 0L);
                reply.Write("ns", ns);
            }

            reply.End(document);
            if (open) Keep(context, cursor);
        }
        finally
        {
            if (!open) cursor.Dispose();
        }
    }

    /// <summary>How many documents the first batch of an aggregation or a list shall have; null where the command does not say.</summary>
    public static long? BatchSize(CommandContext context)
    {
        if (context.Document("cursor") is not { } cursor || !cursor.TryGetValue("batchSize", out BsonValue size)) return null;
        if (!size.IsNumeric) throw CommandException.TypeMismatch("cursor.batchSize field must be a number");
        return NumberCast.Clamped(size) is >= 0 and var number ? number : throw CommandException.BadValue("BatchSize must be non-negative");
    }

    private static void Keep(CommandContext context, QueryCursor cursor)
    {
        CursorRegistry cursors = context.Server.Cursors;
        cursors.Add(cursor);
        context.Transaction?.AtEnd(() => cursors.Release(cursor));
    }

    /// <summary>A list of the catalog: its cursor document begins with the id.</summary>
    public static void WriteList(CommandContext context, ReplyBuffer reply, string ns, ListStream stream)
    {
        long batchSize = BatchSize(context) ?? long.MaxValue;
        var cursor = new QueryCursor(CursorRegistry.NewId(), ns, stream, null) { Session = context.Arguments.Session, Connection = context.Connection.Id };
        int document = reply.BeginDocument("cursor");
        reply.Write("id", stream.Count > batchSize ? cursor.Id : 0L);
        reply.Write("ns", ns);
        int batch = reply.BeginArray("firstBatch");
        bool open = !BatchWriter.Fill(reply, cursor, Math.Min(batchSize, stream.Count));
        reply.End(batch);
        reply.End(document);
        if (open) context.Server.Cursors.Add(cursor);
        else cursor.Dispose();
    }
}
