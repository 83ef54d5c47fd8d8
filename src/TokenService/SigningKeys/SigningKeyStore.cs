using MongoDB.Bson;
using MongoDB.Driver;
using Scim.Protos.Tokens.V1;
using Scim.Storage.Mongo;
using Scim.Tokens.Documents;

namespace Scim.Tokens.SigningKeys;

/// <summary>The signing keys. A document's id is the key's number, so that of instances that make the next one at once one wins.</summary>
internal sealed class SigningKeyStore(TokenDatabase database)
{
    private const string Private = "private";
    private const string ProtectedBy = "protected_by";

    /// <summary>All keys, newest first.</summary>
    public async Task<IReadOnlyList<StoredSigningKey>> ListAsync(CancellationToken cancellationToken)
    {
        List<BsonDocument> found = await database.SigningKeys.Find(new BsonDocument()).Sort(new BsonDocument("_id", -1)).ToListAsync(cancellationToken);
        return [.. found.Select(document => new StoredSigningKey(
            document["_id"].ToInt64(), MessageDocument.Read<SigningKey>(document), document[Private].AsByteArray, document[ProtectedBy].AsString))];
    }

    /// <summary>Adds a key, unless another instance was faster.</summary>
    /// <returns>Whether it was added.</returns>
    public async Task<bool> TryAddAsync(StoredSigningKey key, CancellationToken cancellationToken)
    {
        BsonDocument document = MessageDocument.Write(key.Public);
        document["_id"] = key.Number;
        document[Private] = new BsonBinaryData(key.Private);
        document[ProtectedBy] = key.ProtectedBy;
        try
        {
            await database.SigningKeys.InsertOneAsync(document, null, cancellationToken);
            return true;
        }
        catch (MongoWriteException error) when (MongoErrors.IsDuplicateKey(error))
        {
            return false;
        }
    }

    /// <summary>Stores a private part that is encrypted under another key now.</summary>
    public Task ProtectAnewAsync(StoredSigningKey key, byte[] stored, string protectedBy, CancellationToken cancellationToken) =>
        database.SigningKeys.UpdateOneAsync(
            new BsonDocument { { "_id", key.Number }, { ProtectedBy, key.ProtectedBy } },
            Builders<BsonDocument>.Update.Set(Private, new BsonBinaryData(stored)).Set(ProtectedBy, protectedBy),
            null,
            cancellationToken);
}
