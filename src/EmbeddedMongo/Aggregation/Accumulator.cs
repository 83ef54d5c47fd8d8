using MongoDB.Bson;

namespace Scim.EmbeddedMongo.Aggregation;

/// <summary>Collects one value of each document of a group.</summary>
internal abstract class Accumulator
{
    /// <summary>Takes a value, null where it is missing.</summary>
    public abstract void Add(BsonValue? value);

    public abstract BsonValue Result();
}
