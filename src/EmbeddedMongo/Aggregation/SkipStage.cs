namespace Scim.EmbeddedMongo.Aggregation;

/// <summary>$skip.</summary>
internal sealed class SkipStage(long count) : Stage
{
    public override IEnumerable<byte[]> Run(IEnumerable<byte[]> documents)
    {
        long skipped = 0;
        foreach (byte[] document in documents)
        {
            if (skipped++ >= count) yield return document;
        }
    }
}
