using SQLitePCL;

namespace Scim.EmbeddedMongo.Storage;

/// <summary>A SQLite connection with its prepared statements. One thread at a time; the store has one that writes.</summary>
internal sealed class StoreConnection : IDisposable
{
    private readonly sqlite3 _handle;
    private readonly Dictionary<(StatementKind Kind, int Table), Statement> _statements = [];
    private readonly Dictionary<string, Statement> _texts = new(StringComparer.Ordinal);

    static StoreConnection() => Batteries_V2.Init();

    public StoreConnection(string path, bool writes)
    {
        int flags = raw.SQLITE_OPEN_NOMUTEX | (writes ? raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE : raw.SQLITE_OPEN_READWRITE);
        int result = raw.sqlite3_open_v2(path, out _handle, flags, null);
        if (result != raw.SQLITE_OK)
        {
            _handle.Dispose();
            throw new StorageException(result, $"The database file '{path}' cannot be opened (SQLite {result}).");
        }

        raw.sqlite3_busy_timeout(_handle, 10_000);
        Execute("PRAGMA mmap_size=1073741824");
        if (!writes) Execute("PRAGMA query_only=ON; PRAGMA cache_size=-2000");
    }

    public bool InTransaction => raw.sqlite3_get_autocommit(_handle) == 0;

    /// <summary>How many scans stand on its statements. A connection with one of them keeps its old snapshot.</summary>
    public int Leases { get; set; }

    public int StatementCount => _statements.Count + _texts.Count;

    /// <summary>The number of rows that the last statement changed.</summary>
    public int Changes => raw.sqlite3_changes(_handle);

    public void Execute(string sql)
    {
        int result = raw.sqlite3_exec(_handle, sql);
        if (result != raw.SQLITE_OK)
        {
            throw new StorageException(
                raw.sqlite3_extended_errcode(_handle), $"SQLite answered {result}: {raw.sqlite3_errmsg(_handle).utf8_to_string()}");
        }
    }

    /// <summary>A statement of a collection's or an index's table, prepared once.</summary>
    public Statement Prepare(StatementKind kind, int table)
    {
        if (!_statements.TryGetValue((kind, table), out Statement? statement))
        {
            _statements[(kind, table)] = statement = Compile(TableStatements.Sql(kind, table));
        }

        return statement;
    }

    public Statement Prepare(string sql)
    {
        if (!_texts.TryGetValue(sql, out Statement? statement))
        {
            _texts[sql] = statement = Compile(sql);
        }

        return statement;
    }

    /// <summary>A statement of its own, for a scan that may run beside another one of its kind.</summary>
    public Statement Compile(string sql)
    {
        int result = raw.sqlite3_prepare_v2(_handle, sql, out sqlite3_stmt handle);
        return result == raw.SQLITE_OK
            ? new Statement(_handle, handle)
            : throw new StorageException(result, $"SQLite answered {result}: {raw.sqlite3_errmsg(_handle).utf8_to_string()}");
    }

    /// <summary>Forgets the statements of tables that are dropped.</summary>
    public void Forget(int table)
    {
        foreach ((StatementKind Kind, int Table) key in _statements.Keys.Where(key => key.Table == table).ToArray())
        {
            _statements.Remove(key, out Statement? statement);
            statement!.Dispose();
        }
    }

    public void Dispose()
    {
        foreach (Statement statement in _statements.Values.Concat(_texts.Values))
        {
            statement.Dispose();
        }

        _handle.Dispose();
    }
}
