using System.Globalization;

namespace Scim.EmbeddedMongo.Storage;

/// <summary>
/// The SQL of the two table shapes: documents by record id, and (key, record id) by order-preserving key.
/// Range bounds are [low, high); the executor turns inclusive bounds into successors.
/// </summary>
internal static class TableStatements
{
    public static string CreateCollection(int id) => $"CREATE TABLE c{Name(id)}(rid INTEGER PRIMARY KEY, doc BLOB NOT NULL)";

    public static string CreateIndex(int id) =>
        $"CREATE TABLE i{Name(id)}(key BLOB NOT NULL, rid INTEGER NOT NULL, PRIMARY KEY(key, rid)) WITHOUT ROWID";

    public static string DropCollection(int id) => $"DROP TABLE c{Name(id)}";

    public static string DropIndex(int id) => $"DROP TABLE i{Name(id)}";

    public static string Sql(StatementKind kind, int table)
    {
        string c = "c" + Name(table), i = "i" + Name(table);
        return kind switch
        {
            StatementKind.Get => $"SELECT doc FROM {c} WHERE rid=?1",
            StatementKind.Insert => $"INSERT INTO {c}(rid, doc) VALUES(?1, ?2)",
            StatementKind.Update => $"UPDATE {c} SET doc=?2 WHERE rid=?1",
            StatementKind.Delete => $"DELETE FROM {c} WHERE rid=?1",
            StatementKind.ScanForward => $"SELECT rid, doc FROM {c} WHERE rid>?1 ORDER BY rid",
            StatementKind.ScanBackward => $"SELECT rid, doc FROM {c} WHERE rid<?1 ORDER BY rid DESC",
            StatementKind.InsertKey => $"INSERT OR IGNORE INTO {i}(key, rid) VALUES(?1, ?2)",
            StatementKind.DeleteKey => $"DELETE FROM {i} WHERE key=?1 AND rid=?2",
            StatementKind.FindKey => $"SELECT rid FROM {i} WHERE key=?1 LIMIT 1",
            StatementKind.FindOther => $"SELECT rid FROM {i} WHERE key=?1 AND rid<>?2 LIMIT 1",
            StatementKind.RangeForward => $"SELECT key, rid FROM {i} WHERE key>=?1 AND key<?2 ORDER BY key, rid",
            StatementKind.RangeBackward => $"SELECT key, rid FROM {i} WHERE key>=?1 AND key<?2 ORDER BY key DESC, rid DESC",
            StatementKind.CountRange => $"SELECT count(*) FROM {i} WHERE key>=?1 AND key<?2",
            StatementKind.Count => $"SELECT count(*) FROM {i}",
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "unknown statement"),
        };
    }

    private static string Name(int id) => id.ToString(CultureInfo.InvariantCulture);
}
