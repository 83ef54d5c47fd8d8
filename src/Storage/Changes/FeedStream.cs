using MongoDB.Bson;
using MongoDB.Driver;
using Scim.Protos.Common.V1;
using Scim.Storage.Bson;

namespace Scim.Storage.Changes;

/// <summary>The database's stream of changes, as changes of documents.</summary>
internal sealed class FeedStream(IChangeStreamCursor<RawBsonDocument> cursor) : IDisposable
{
    /// <summary>The place behind everything that was read.</summary>
    public string Place { get; private set; } = PlaceOf(cursor) ?? "";

    /// <summary>Reads what comes next; nothing where nothing happened for a second.</summary>
    /// <exception cref="FeedHistoryException">The history is gone, or what the feed is made of.</exception>
    public async Task<IReadOnlyList<FeedChange>> ReadAsync(CancellationToken cancellationToken)
    {
        if (!await cursor.MoveNextAsync(cancellationToken)) throw new FeedHistoryException("The stream of changes ended.");
        var changes = new List<FeedChange>();
        foreach (RawBsonDocument document in cursor.Current)
        {
            using (document) changes.Add(Read(document));
        }

        Place = PlaceOf(cursor) ?? (changes.Count > 0 ? changes[^1].Place : Place);
        return changes;
    }

    public void Dispose() => cursor.Dispose();

    private static string? PlaceOf(IChangeStreamCursor<RawBsonDocument> cursor) => cursor.GetResumeToken()?["_data"].AsString;

    private static FeedChange Read(RawBsonDocument change)
    {
        string operation = change["operationType"].AsString;
        ChangeKind kind = operation switch
        {
            "insert" => ChangeKind.Created,
            "update" or "replace" => ChangeKind.Updated,
            "delete" => ChangeKind.Deleted,
            _ => throw new FeedHistoryException($"The stored data was replaced ({operation})."),
        };
        RawBsonDocument? document = Copy(change, "fullDocument");
        using var update = change.GetValue("updateDescription", BsonNull.Value) as RawBsonDocument;
        using var updated = update?["updatedFields"] as RawBsonDocument;
        return new FeedChange(
            change["ns"]["coll"].AsString,
            change["documentKey"]["_id"].AsString,
            document is null ? ChangeKind.Deleted : kind,
            document)
        {
            LastChange = updated is null ? null : Copy(updated, "lastChange"),
            Place = change["_id"]["_data"].AsString,
        };
    }

    private static RawBsonDocument? Copy(RawBsonDocument owner, string name)
    {
        if (!owner.TryGetValue(name, out BsonValue value) || value is not RawBsonDocument document) return null;
        using (document) return RawDocuments.Copy(document);
    }
}
