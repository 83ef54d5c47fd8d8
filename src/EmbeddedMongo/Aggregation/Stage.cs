namespace Scim.EmbeddedMongo.Aggregation;

/// <summary>One step of a pipeline: from the bytes of documents to the bytes of documents. It may be run once.</summary>
internal abstract class Stage
{
    public abstract IEnumerable<byte[]> Run(IEnumerable<byte[]> documents);
}
