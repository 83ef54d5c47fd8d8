using System.Security.Cryptography;
using System.Text;
using MongoDB.Bson;
using MongoDB.Driver;
using Scim.Storage.Mongo;
using Scim.Tokens.Documents;

namespace Scim.Tokens.SignOn;

/// <summary>
/// Which account of a provider is which user. A document's id is "{tenant}:{hash of issuer and subject}", and of a user there is
/// one document: a unique index decides.
/// </summary>
internal sealed class BindingStore(TokenDatabase database)
{
    private const string UserId = "user_id";

    /// <summary>The user of an account; null where it is not bound.</summary>
    public async Task<string?> FindAsync(string tenantId, string issuer, string subject, CancellationToken cancellationToken) =>
        (await database.Bindings.Find(One(tenantId, issuer, subject)).FirstOrDefaultAsync(cancellationToken))?[UserId].AsString;

    /// <summary>Binds an account to a user, whatever it was bound to before; false where the user is bound to another one.</summary>
    public async Task<bool> BindAsync(string tenantId, string userId, string issuer, string subject, Mutation by, CancellationToken cancellationToken)
    {
        var set = new BsonDocument
        {
            { UserId, userId }, { "issuer", issuer }, { "subject", subject }, { "bound", new BsonDateTime(by.At.UtcDateTime) },
        };
        try
        {
            await database.Bindings.UpdateOneAsync(
                One(tenantId, issuer, subject), new BsonDocument("$set", set), new UpdateOptions { IsUpsert = true }, cancellationToken);
            return true;
        }
        catch (MongoWriteException error) when (MongoErrors.IsDuplicateKey(error))
        {
            return false;
        }
    }

    /// <summary>Forgets a user's account; false where there is none.</summary>
    public async Task<bool> UnbindAsync(string tenantId, string userId, CancellationToken cancellationToken)
    {
        var own = new BsonDocument { { "tenant_id", tenantId }, { UserId, userId } };
        return (await database.Bindings.DeleteManyAsync(own, cancellationToken)).DeletedCount > 0;
    }

    // An issuer has no line break in it, so that no two accounts give the same text.
    private static BsonDocument One(string tenantId, string issuer, string subject) => new()
    {
        { "tenant_id", tenantId },
        { "_id", $"{tenantId}:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{issuer}\n{subject}")))}" },
    };
}
