using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Storage;

namespace Scim.EmbeddedMongo.ChangeStreams;

/// <summary>Reads the history behind a place, of a collection, a database or everything.</summary>
/// <param name="database">The database; null for all.</param>
/// <param name="collection">The collection; null for all of the database.</param>
internal sealed class OplogReader(string? database, string? collection)
{
    private const string Columns = "SELECT ts, kind, db, coll, key, body, lsid, txn FROM oplog WHERE ts > ?1";

    private readonly string _sql = (database, collection) switch
    {
        (null, _) => $"{Columns} ORDER BY ts LIMIT ?2",
        (_, null) => $"{Columns} AND db = ?3 ORDER BY ts LIMIT ?2",
        _ => $"{Columns} AND db = ?3 AND coll IN (?4, '') ORDER BY ts LIMIT ?2",
    };

    /// <summary>The next changes, at most as many as asked for.</summary>
    public List<OplogEntry> Read(ReadSnapshot snapshot, long after, int limit)
    {
        RequireHistory(snapshot, after);
        Statement rows = snapshot.Prepare(_sql).Bind(1, after).Bind(2, limit);
        if (database is not null) rows.Bind(3, database);
        if (database is not null && collection is not null) rows.Bind(4, collection);
        var entries = new List<OplogEntry>();
        try
        {
            while (rows.Step())
            {
                entries.Add(new OplogEntry(
                    rows.Int64(0), (OplogKind)rows.Int64(1), rows.Text(2), rows.Text(3), rows.BlobOrNull(4), rows.BlobOrNull(5))
                {
                    Transaction = rows.BlobOrNull(6) is { } session ? (new Guid(session), rows.Int64(7)) : null,
                });
            }
        }
        finally
        {
            rows.Reset();
        }

        return entries;
    }

    /// <summary>286 where changes behind the place have been trimmed away.</summary>
    public static void RequireHistory(ReadSnapshot snapshot, long after)
    {
        Statement trimmed = snapshot.Prepare("SELECT ifnull(max(value), 0) FROM meta WHERE name='trimmed'");
        trimmed.Step();
        long last = trimmed.Int64(0);
        trimmed.Reset();
        if (after < last)
        {
            throw new CommandException(
                286,
                "ChangeStreamHistoryLost",
                "Resume of change stream was not possible, as the resume point may no longer be in the oplog.");
        }
    }
}
