using MongoDB.Bson;

namespace Scim.EmbeddedMongo.Aggregation;

/// <summary>A parsed pipeline. Its beginning may be answered by a query; the rest runs over the documents found.</summary>
internal sealed class Pipeline(IReadOnlyList<Stage> stages)
{
    public IReadOnlyList<Stage> Stages => stages;

    /// <summary>The $match that the pipeline begins with, which a plan can serve; null for none.</summary>
    public BsonDocument? LeadingFilter => stages is [MatchStage match, ..] ? match.Document : null;

    /// <summary>The $sort behind it, which an index can serve.</summary>
    public BsonDocument? LeadingSort => stages switch
    {
        [SortStage sort, ..] => sort.Document,
        [MatchStage, SortStage sort, ..] => sort.Document,
        _ => null,
    };

    /// <summary>How many stages a query with that filter and order has answered.</summary>
    public int Answered => (LeadingFilter is null ? 0 : 1) + (LeadingSort is null ? 0 : 1);

    /// <summary>Whether the stages from there on ask only how many documents there are.</summary>
    public bool CountsOnly(int from) => stages
        .Skip(from)
        .SkipWhile(stage => stage is SkipStage or LimitStage)
        .FirstOrDefault() is CountStage or GroupStage { CountsOnly: true };

    public IEnumerable<byte[]> Run(IEnumerable<byte[]> documents) => Run(documents, 0);

    /// <summary>Runs the stages behind those that a query has answered.</summary>
    public IEnumerable<byte[]> Run(IEnumerable<byte[]> documents, int from) =>
        stages.Skip(from).Aggregate(documents, (input, stage) => stage.Run(input));
}
