namespace Scim.EmbeddedMongo.Aggregation;

/// <summary>$limit.</summary>
internal sealed class LimitStage(long count) : Stage
{
    public override IEnumerable<byte[]> Run(IEnumerable<byte[]> documents)
    {
        long taken = 0;
        foreach (byte[] document in documents)
        {
            yield return document;
            if (++taken == count) yield break;
        }
    }
}
