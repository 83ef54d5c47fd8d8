using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;

namespace Scim.EmbeddedMongo.Aggregation;

/// <summary>$push and $addToSet; what is missing is left out.</summary>
internal sealed class ListAccumulator(bool distinct) : Accumulator
{
    private readonly BsonArray _items = [];
    private readonly HashSet<BsonValue>? _set = distinct ? new HashSet<BsonValue>(BsonOrder.Instance) : null;

    public override void Add(BsonValue? value)
    {
        if (value is not null && _set?.Add(value) != false) _items.Add(value);
    }

    public override BsonValue Result() => _items;
}
