using MongoDB.Bson;

namespace Scim.EmbeddedMongo.Update;

/// <summary>The time that a write happens at, for $currentDate and for empty timestamps.</summary>
internal sealed record UpdateMoment(BsonDateTime Date, BsonTimestamp Timestamp);
