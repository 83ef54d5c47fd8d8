namespace Scim.EmbeddedMongo.Storage;

/// <summary>One command's writes, waiting for the writer.</summary>
internal abstract class WriteJob
{
    /// <summary>Applies the writes within the batch; what it throws undoes this job and no other.</summary>
    public abstract void Apply(WriterTables tables);

    /// <summary>The batch is durable.</summary>
    public abstract void Complete();

    public abstract void Fail(Exception exception);
}
