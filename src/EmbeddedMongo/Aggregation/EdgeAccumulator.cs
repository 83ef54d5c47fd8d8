using MongoDB.Bson;

namespace Scim.EmbeddedMongo.Aggregation;

/// <summary>$first and $last.</summary>
internal sealed class EdgeAccumulator(bool last) : Accumulator
{
    private BsonValue? _edge;

    public override void Add(BsonValue? value)
    {
        if (last || _edge is null) _edge = value ?? BsonNull.Value;
    }

    public override BsonValue Result() => _edge ?? BsonNull.Value;
}
