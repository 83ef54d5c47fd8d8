using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Storage;
using Scim.EmbeddedMongo.Update;

namespace Scim.EmbeddedMongo.Commands;

/// <summary>Stores what an update made of a document.</summary>
internal static class UpdatedRecord
{
    /// <summary>The new bytes, or null where nothing changed and nothing was written.</summary>
    public static byte[]? Write(WriteScope scope, CollectionInfo collection, long record, byte[] before, UpdateResult result)
    {
        if (!result.Changed) return null;
        byte[] after = Checked(result.Document);
        CollectionInfo current = scope.Tables.Catalog.Find(collection.Database, collection.Name)!;
        scope.Records.Update(current, record, before, after, result.UpdateDescription);
        return after;
    }

    public static byte[] Upsert(WriteScope scope, string database, string name, BsonDocument document)
    {
        byte[] bytes = Checked(document);
        scope.Records.Insert(CollectionCreation.Ensure(scope.Tables, database, name), bytes);
        return bytes;
    }

    private static byte[] Checked(BsonDocument document)
    {
        byte[] bytes = document.ToBytes();
        return bytes.Length <= RecordWriter.MaxDocumentBytes
            ? bytes
            : throw new CommandException(10334, "BSONObjectTooLarge", $"Resulting document after update is larger than {RecordWriter.MaxDocumentBytes}");
    }
}
