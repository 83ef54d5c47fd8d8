namespace Scim.EmbeddedMongo.Storage;

/// <summary>A walk over a range of an index's table.</summary>
internal sealed class SqliteKeyScan(StatementLease lease) : KeyScan
{
    public override ReadOnlySpan<byte> Key => lease.Statement.Blob(0);

    public override bool MoveNext()
    {
        if (!lease.Statement.Step()) return false;
        Record = lease.Statement.Int64(1);
        return true;
    }

    public override void Dispose() => lease.Dispose();
}
