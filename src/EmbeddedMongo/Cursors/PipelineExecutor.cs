using MongoDB.Bson;
using Scim.EmbeddedMongo.Aggregation;
using Scim.EmbeddedMongo.Query;
using Scim.EmbeddedMongo.Storage;

namespace Scim.EmbeddedMongo.Cursors;

/// <summary>Turns a pipeline over a collection into a stream of documents: its beginning is a query, and so is each $unionWith.</summary>
internal sealed class PipelineExecutor(IRecordTables tables, string database, CancellationToken cancellationToken)
{
    public PipelineStream Open(CollectionInfo? collection, Pipeline pipeline, BsonValue? hint = null)
    {
        int answered = pipeline.Answered;
        FindOptions options = new FindOptions(QueryParser.Parse(pipeline.LeadingFilter ?? []))
        {
            Hint = hint,
            CountsOnly = pipeline.CountsOnly(answered),
        }.SortedBy(pipeline.LeadingSort);
        foreach (UnionWithStage union in pipeline.Stages.OfType<UnionWithStage>()) union.Open = OpenUnion;
        return new PipelineStream(QueryExecutor.Open(tables, collection, options, new ScanStats(), cancellationToken), pipeline, answered);
    }

    private IEnumerable<byte[]> OpenUnion(UnionWithStage union)
    {
        using PipelineStream stream = Open(tables.Catalog.Find(database, union.Collection), union.Pipeline);
        while (stream.MoveNext()) yield return stream.Current.ToArray();
    }
}
