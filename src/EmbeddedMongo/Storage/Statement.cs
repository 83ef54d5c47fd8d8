using SQLitePCL;

namespace Scim.EmbeddedMongo.Storage;

/// <summary>A prepared statement with the handful of calls that this server makes. One thread at a time.</summary>
internal sealed class Statement(sqlite3 connection, sqlite3_stmt handle) : IDisposable
{
    /// <summary>Whether a scan stands on it.</summary>
    public bool Leased { get; set; }

    public Statement Bind(int index, long value)
    {
        raw.sqlite3_bind_int64(handle, index, value);
        return this;
    }

    public Statement Bind(int index, ReadOnlySpan<byte> value)
    {
        if (value.Length == 0) raw.sqlite3_bind_zeroblob(handle, index, 0);
        else raw.sqlite3_bind_blob(handle, index, value);
        return this;
    }

    public Statement Bind(int index, string value)
    {
        raw.sqlite3_bind_text(handle, index, value);
        return this;
    }

    public Statement BindNull(int index)
    {
        raw.sqlite3_bind_null(handle, index);
        return this;
    }

    /// <summary>Whether there is a row.</summary>
    public bool Step()
    {
        int result = raw.sqlite3_step(handle);
        if (result == raw.SQLITE_ROW) return true;
        if (result == raw.SQLITE_DONE) return false;
        raw.sqlite3_reset(handle);
        throw Failed(result);
    }

    /// <summary>Runs a statement that answers no rows.</summary>
    public void Run()
    {
        try
        {
            Step();
        }
        finally
        {
            Reset();
        }
    }

    public long Int64(int column) => raw.sqlite3_column_int64(handle, column);

    /// <summary>The blob of the current row; valid until the next step.</summary>
    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(handle, column);

    public byte[]? BlobOrNull(int column) =>
        raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL ? null : Blob(column).ToArray();

    public string Text(int column) => raw.sqlite3_column_text(handle, column).utf8_to_string();

    public void Reset() => raw.sqlite3_reset(handle);

    private StorageException Failed(int result) =>
        new(raw.sqlite3_extended_errcode(connection), $"SQLite answered {result}: {raw.sqlite3_errmsg(connection).utf8_to_string()}");

    public void Dispose() => handle.Dispose();
}
