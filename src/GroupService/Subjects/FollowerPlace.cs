using Google.Protobuf;
using MongoDB.Bson;
using MongoDB.Driver;
using Scim.Storage.Mongo;

namespace Scim.Groups.Subjects;

/// <summary>Where the follower of users is, kept in the database: the feed's token, and the snapshot it belongs to.</summary>
internal sealed class FollowerPlace(MongoConnection connection)
{
    private static readonly BsonDocument Users = new("_id", "users");

    private IMongoCollection<BsonDocument> Places => connection.Database.GetCollection<BsonDocument>("followers");

    /// <summary>The token, empty for none; and the snapshot that is being told, "" for none.</summary>
    public async Task<(ByteString Token, string Snapshot)> ReadAsync(CancellationToken cancellationToken)
    {
        BsonDocument? place = await Places.Find(Users).FirstOrDefaultAsync(cancellationToken);
        return place is null ? (ByteString.Empty, "") : (ByteString.CopyFrom(place["token"].AsByteArray), place["snapshot"].AsString);
    }

    public Task WriteAsync(ByteString token, string snapshot, CancellationToken cancellationToken) => Places.UpdateOneAsync(
        Users,
        new BsonDocument("$set", new BsonDocument { { "token", token.ToByteArray() }, { "snapshot", snapshot } }),
        new UpdateOptions { IsUpsert = true },
        cancellationToken);

    /// <summary>Forgets the place: the next to follow begins with a snapshot.</summary>
    public Task ForgetAsync(CancellationToken cancellationToken) => Places.DeleteOneAsync(Users, cancellationToken);
}
