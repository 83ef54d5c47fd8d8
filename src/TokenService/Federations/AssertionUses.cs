using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using MongoDB.Bson;
using MongoDB.Driver;
using Scim.Protos.Tokens.V1;
using Scim.Storage.Mongo;
using Scim.Tokens.Documents;

namespace Scim.Tokens.Federations;

/// <summary>The assertions that were used, until they end. One insert decides which of several uses is the first.</summary>
internal sealed class AssertionUses(TokenDatabase database)
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(15); // more than clocks may be apart

    /// <summary>Notes the use of an assertion.</summary>
    /// <returns>Whether it is the first.</returns>
    public async Task<bool> TryUseAsync(Connection connection, string issuer, string jti, DateTimeOffset expires, CancellationToken cancellationToken)
    {
        var use = new BsonDocument
        {
            { "_id", Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes($"{issuer}\n{jti}"))) },
            { "tenant_id", connection.TenantId }, { "connection_id", connection.Id },
            { "purge_at", new BsonDateTime((expires + Margin).UtcDateTime) },
        };
        try
        {
            await database.AssertionUses.InsertOneAsync(use, null, cancellationToken);
            return true;
        }
        catch (MongoWriteException error) when (MongoErrors.IsDuplicateKey(error))
        {
            return false;
        }
    }
}
