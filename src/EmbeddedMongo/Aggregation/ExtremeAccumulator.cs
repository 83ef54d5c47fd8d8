using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;

namespace Scim.EmbeddedMongo.Aggregation;

/// <summary>$min and $max in BSON's order; null and missing count only where there is nothing else.</summary>
internal sealed class ExtremeAccumulator(bool largest) : Accumulator
{
    private BsonValue? _extreme;

    public override void Add(BsonValue? value)
    {
        if (value is null or BsonNull or BsonUndefined) return;
        if (_extreme is null || (BsonOrder.Compare(value, _extreme) > 0 == largest && !BsonOrder.Equal(value, _extreme))) _extreme = value;
    }

    public override BsonValue Result() => _extreme ?? BsonNull.Value;
}
