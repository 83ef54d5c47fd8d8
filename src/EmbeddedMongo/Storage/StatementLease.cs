namespace Scim.EmbeddedMongo.Storage;

/// <summary>A scan's statement: the prepared one, or one of its own while another scan uses that.</summary>
internal sealed class StatementLease : IDisposable
{
    private readonly StoreConnection _connection;
    private readonly bool _owned;
    private bool _disposed;

    public StatementLease(StoreConnection connection, StatementKind kind, int table)
    {
        _connection = connection;
        Statement = connection.Prepare(kind, table);
        _owned = Statement.Leased;
        if (_owned) Statement = connection.Compile(TableStatements.Sql(kind, table));
        Statement.Leased = true;
        connection.Leases++;
    }

    public Statement Statement { get; }

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _connection.Leases--;
        Statement.Leased = false;
        Statement.Reset();
        if (_owned) Statement.Dispose();
    }
}
