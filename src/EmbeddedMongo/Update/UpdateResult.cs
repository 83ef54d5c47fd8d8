using MongoDB.Bson;

namespace Scim.EmbeddedMongo.Update;

/// <summary>What an update made of a document.</summary>
/// <param name="Document">The whole new document, _id first where it was inserted.</param>
/// <param name="Changed">False where the new document is the old one, byte for byte.</param>
/// <param name="UpdateDescription">updatedFields, removedFields and truncatedArrays; null for a replacement.</param>
internal sealed record UpdateResult(BsonDocument Document, bool Changed, BsonDocument? UpdateDescription);
