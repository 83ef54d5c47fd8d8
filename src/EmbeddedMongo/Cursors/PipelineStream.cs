using Scim.EmbeddedMongo.Aggregation;

namespace Scim.EmbeddedMongo.Cursors;

/// <summary>The results of a pipeline over a query's documents.</summary>
internal sealed class PipelineStream : DocumentStream
{
    private readonly DocumentStream _source;
    private readonly IEnumerator<byte[]> _results;

    /// <param name="source">What the query finds; disposed with this stream.</param>
    /// <param name="pipeline">The stages.</param>
    /// <param name="from">How many of them the query has answered already.</param>
    public PipelineStream(DocumentStream source, Pipeline pipeline, int from)
    {
        _source = source;
        _results = pipeline.Run(Documents(source), from).GetEnumerator();
    }

    public override ReadOnlySpan<byte> Current => _results.Current;

    public override bool MoveNext() => _results.MoveNext();

    public override void Dispose()
    {
        _results.Dispose();
        _source.Dispose();
    }

    private static IEnumerable<byte[]> Documents(DocumentStream source)
    {
        while (source.MoveNext()) yield return source.Current.ToArray();
    }
}
