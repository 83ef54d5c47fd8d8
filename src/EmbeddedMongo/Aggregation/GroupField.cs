using MongoDB.Bson;

namespace Scim.EmbeddedMongo.Aggregation;

/// <summary>A computed field of $group.</summary>
/// <param name="Name">The field's name in the result.</param>
/// <param name="Value">What is accumulated of each document; null where it is missing.</param>
/// <param name="Create">Makes the accumulator of a new group.</param>
internal sealed record GroupField(string Name, Func<BsonDocument, BsonValue?> Value, Func<Accumulator> Create);
