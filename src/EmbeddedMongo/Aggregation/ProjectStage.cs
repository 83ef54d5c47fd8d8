using Scim.EmbeddedMongo.Projections;

namespace Scim.EmbeddedMongo.Aggregation;

/// <summary>$project of fields.</summary>
internal sealed class ProjectStage(Projection projection) : Stage
{
    public override IEnumerable<byte[]> Run(IEnumerable<byte[]> documents) => documents.Select(document => projection.Apply(document));
}
