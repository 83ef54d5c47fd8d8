namespace Scim.EmbeddedMongo.Storage;

/// <summary>A walk over a collection's table.</summary>
internal sealed class SqliteRecordScan(StatementLease lease) : RecordScan
{
    public override ReadOnlySpan<byte> Document => lease.Statement.Blob(1);

    public override bool MoveNext()
    {
        if (!lease.Statement.Step()) return false;
        Record = lease.Statement.Int64(0);
        return true;
    }

    public override void Dispose() => lease.Dispose();
}
