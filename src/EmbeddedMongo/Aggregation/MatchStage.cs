using MongoDB.Bson;
using Scim.EmbeddedMongo.Query;

namespace Scim.EmbeddedMongo.Aggregation;

/// <summary>$match.</summary>
internal sealed class MatchStage(BsonDocument document) : Stage
{
    private readonly QueryNode _filter = QueryParser.Parse(document);

    public BsonDocument Document => document;

    public override IEnumerable<byte[]> Run(IEnumerable<byte[]> documents) => documents.Where(item => _filter.Matches(item));
}
