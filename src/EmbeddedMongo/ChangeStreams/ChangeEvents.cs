using System.Security.Cryptography;
using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Cursors;
using Scim.EmbeddedMongo.Query;
using Scim.EmbeddedMongo.Storage;

namespace Scim.EmbeddedMongo.ChangeStreams;

/// <summary>Makes the events that clients see of stored changes.</summary>
internal sealed class ChangeEvents(bool looksUp)
{
    /// <summary>What a session without a user has for one: the digest of an empty name.</summary>
    private static readonly BsonBinaryData NoUser = new(SHA256.HashData([]));

    /// <summary>The event of a change; an update's document is looked up in the snapshot.</summary>
    public BsonDocument Of(OplogEntry entry, ReadSnapshot snapshot)
    {
        BsonDocument change = [];
        if (entry.Transaction is { } transaction) AddTransaction(change, transaction.Session, transaction.Number);
        change.AddRange(Begin(new ResumeToken(entry.Time), Operation(entry.Kind), entry.Time));
        if (entry.Kind is OplogKind.Insert or OplogKind.Replace) change.Add("fullDocument", BsonMaterializer.Document(entry.Body));
        if (entry.Kind == OplogKind.Update && looksUp) change.Add("fullDocument", LookUp(entry, snapshot));
        change.Add("ns", entry.Kind == OplogKind.DropDatabase
            ? new BsonDocument("db", entry.Database)
            : new BsonDocument { { "db", entry.Database }, { "coll", entry.Collection } });
        if (entry.Kind == OplogKind.Rename) change.Add("to", BsonMaterializer.Document(entry.Body));
        if (entry.Key is { } key) change.Add("documentKey", BsonMaterializer.Document(key));
        if (entry.Kind == OplogKind.Update) change.Add("updateDescription", BsonMaterializer.Document(entry.Body));
        return change;
    }

    /// <summary>What ends a stream: its collection or database is gone.</summary>
    public static BsonDocument Invalidate(long time) => Begin(new ResumeToken(time, Invalidated: true), "invalidate", time);

    private static BsonDocument Begin(ResumeToken token, string operation, long time) => new()
    {
        { "_id", token.ToDocument() },
        { "operationType", operation },
        { "clusterTime", new BsonTimestamp(time) },
    };

    private static void AddTransaction(BsonDocument change, Guid session, long number)
    {
        change.Add("txnNumber", number);
        change.Add("lsid", new BsonDocument { { "id", new BsonBinaryData(session, GuidRepresentation.Standard) }, { "uid", NoUser } });
    }

    private static string Operation(OplogKind kind) => kind switch
    {
        OplogKind.Insert => "insert",
        OplogKind.Update => "update",
        OplogKind.Replace => "replace",
        OplogKind.Delete => "delete",
        OplogKind.Drop => "drop",
        OplogKind.Rename => "rename",
        OplogKind.DropDatabase => "dropDatabase",
        _ => throw new InvalidOperationException($"The oplog has no event for {kind}."),
    };

    private static BsonValue LookUp(OplogEntry entry, ReadSnapshot snapshot)
    {
        if (snapshot.Catalog.Find(entry.Database, entry.Collection) is not { } collection) return BsonNull.Value;
        var byId = new FindOptions(QueryParser.Parse(BsonMaterializer.Document(entry.Key)));
        using DocumentStream found = QueryExecutor.Open(snapshot, collection, byId, new ScanStats(), CancellationToken.None);
        return found.MoveNext() ? BsonMaterializer.Document(found.Current) : BsonNull.Value;
    }
}
