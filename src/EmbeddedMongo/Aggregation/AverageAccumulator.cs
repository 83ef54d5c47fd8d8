using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;

namespace Scim.EmbeddedMongo.Aggregation;

/// <summary>$avg: the mean of the numbers, null where there is none.</summary>
internal sealed class AverageAccumulator : Accumulator
{
    private readonly NumberSum _sum = new();

    public override void Add(BsonValue? value) => _sum.Add(value);

    public override BsonValue Result()
    {
        if (_sum.Count == 0) return BsonNull.Value;
        return _sum.HasDecimal
            ? new BsonDecimal128(BsonArithmetic.Divide(BsonArithmetic.ToDecimal(_sum.Total()), _sum.Count))
            : new BsonDouble(_sum.TotalDouble() / _sum.Count);
    }
}
