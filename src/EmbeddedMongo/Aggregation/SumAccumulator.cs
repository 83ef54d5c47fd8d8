using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;

namespace Scim.EmbeddedMongo.Aggregation;

/// <summary>$sum: integers exactly, doubles with compensation, decimals apart; what is not a number counts nothing.</summary>
internal sealed class SumAccumulator : Accumulator
{
    private readonly NumberSum _sum = new();

    public override void Add(BsonValue? value) => _sum.Add(value);

    public override BsonValue Result() => _sum.Total();
}
