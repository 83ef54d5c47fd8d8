using Microsoft.Extensions.Logging;

namespace Scim.EmbeddedMongo.Storage;

/// <summary>Opens the file, with the pragmas that durability needs, and lays out the tables of a new one.</summary>
internal static partial class StoreSchema
{
    private const int Version = 1;

    private const string Tables = """
        CREATE TABLE meta(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE collections(id INTEGER PRIMARY KEY, db TEXT NOT NULL, name TEXT NOT NULL, uuid BLOB NOT NULL, options BLOB NOT NULL);
        CREATE TABLE indexes(id INTEGER PRIMARY KEY, collection INTEGER NOT NULL, spec BLOB NOT NULL, multikey INTEGER NOT NULL);
        CREATE TABLE oplog(ts INTEGER PRIMARY KEY, kind INTEGER NOT NULL, db TEXT NOT NULL, coll TEXT NOT NULL, key BLOB, body BLOB, lsid BLOB, txn INTEGER);
        CREATE TABLE outcomes(lsid BLOB PRIMARY KEY, txn INTEGER NOT NULL, at INTEGER NOT NULL, body BLOB NOT NULL) WITHOUT ROWID;
        INSERT INTO meta(name, value) VALUES('catalog', 0), ('format', 1);
        """;

    public static StoreConnection Open(string path, ILogger logger)
    {
        bool fresh = !File.Exists(path) || new FileInfo(path).Length == 0;
        var connection = new StoreConnection(path, writes: true);
        try
        {
            connection.Execute("PRAGMA locking_mode=NORMAL; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL");
            connection.Execute("PRAGMA wal_autocheckpoint=4000; PRAGMA journal_size_limit=67108864; PRAGMA cache_size=-65536; PRAGMA foreign_keys=OFF");
            if (fresh && !HasTables(connection)) connection.Execute($"BEGIN; {Tables} COMMIT");
            else Check(connection, path);
            LogOpened(logger, path);
            return connection;
        }
        catch (StorageException e)
        {
            connection.Dispose();
            throw new StorageException(e.ResultCode, $"The database file '{path}' cannot be used: {e.Message}");
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public static long LastTime(StoreConnection connection) => Scalar(connection, "SELECT ifnull(max(ts), 0) FROM oplog");

    public static long OplogBytes(StoreConnection connection) =>
        Scalar(connection, "SELECT ifnull(sum(64 + ifnull(length(key), 0) + ifnull(length(body), 0)), 0) FROM oplog");

    private static bool HasTables(StoreConnection connection) => Scalar(connection, "SELECT count(*) FROM sqlite_schema") > 0;

    private static void Check(StoreConnection connection, string path)
    {
        long format = HasTables(connection) ? Scalar(connection, "SELECT ifnull(max(value), 0) FROM meta WHERE name='format'") : 0;
        if (format != Version)
        {
            throw new StorageException(0, $"'{path}' has format {format}, this server reads format {Version}.");
        }
    }

    private static long Scalar(StoreConnection connection, string sql)
    {
        using Statement statement = connection.Compile(sql);
        return statement.Step() ? statement.Int64(0) : 0;
    }

    [LoggerMessage(2102, LogLevel.Debug, "Opened {Path}")]
    private static partial void LogOpened(ILogger logger, string path);
}
