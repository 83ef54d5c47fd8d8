using System.Text;
using MongoDB.Bson;
using MongoDB.Driver;
using Scim.Tokens.Documents;
using Scim.Tokens.SigningKeys;

namespace Scim.Tokens.SignOn;

/// <summary>The sign-on settings, one document a tenant; the client secret is stored encrypted beside them.</summary>
internal sealed class SignOnStore(TokenDatabase database, KeyProtection protection)
{
    private const string Secret = "client_secret";
    private const string SecretKey = "client_secret_key";

    private readonly EntityStore<Protos.Tokens.V1.SignOn> _entities = new(database.SignOns, "sign-on setting");

    public Task<Protos.Tokens.V1.SignOn?> FindAsync(string tenantId, CancellationToken cancellationToken) => _entities.FindAsync(tenantId, tenantId, cancellationToken);

    /// <summary>Takes the settings over, and a secret where one is given; "" removes it.</summary>
    public async Task<(Protos.Tokens.V1.SignOn SignOn, IReadOnlyList<string> Changed)> ReplaceAsync(
        Protos.Tokens.V1.SignOn given, string? secret, string ifMatch, Mutation by, CancellationToken cancellationToken)
    {
        string tenantId = given.TenantId;
        if (secret is { Length: > 0 }) given.HasClientSecret = true;
        (Protos.Tokens.V1.SignOn SignOn, IReadOnlyList<string> Changed) stored = await FindAsync(tenantId, cancellationToken) is null
            ? (await _entities.CreateAsync(tenantId, tenantId, given, by, cancellationToken), [])
            : await _entities.UpdateAsync(tenantId, tenantId, ifMatch, by, into => Take(given, secret, into), cancellationToken);
        if (secret is not null) await StoreAsync(tenantId, secret, cancellationToken);
        return stored;
    }

    /// <summary>The client secret; "" where there is none.</summary>
    public async Task<string> SecretAsync(string tenantId, CancellationToken cancellationToken)
    {
        BsonDocument? document = await database.SignOns.Find(ById(tenantId)).Project(new BsonDocument { { Secret, 1 }, { SecretKey, 1 } }).FirstOrDefaultAsync(cancellationToken);
        if (document is null || !document.Contains(Secret)) return "";
        return protection.Unprotect(Purpose(tenantId), document[Secret].AsByteArray, document[SecretKey].AsString) is { } secret ? Encoding.UTF8.GetString(secret) : "";
    }

    private static BsonDocument ById(string tenantId) => new() { { "tenant_id", tenantId }, { "_id", tenantId } };

    private static string Purpose(string tenantId) => $"sign-on:{tenantId}";

    private static void Take(Protos.Tokens.V1.SignOn from, string? secret, Protos.Tokens.V1.SignOn into)
    {
        bool hasSecret = secret is null ? into.HasClientSecret : secret.Length > 0;
        (into.Enabled, into.ConnectionId, into.Issuer, into.ClientId) = (from.Enabled, from.ConnectionId, from.Issuer, from.ClientId);
        (into.Claim, into.Attribute, into.Contact, into.HasClientSecret) = (from.Claim, from.Attribute, from.Contact, hasSecret);
    }

    private Task<UpdateResult> StoreAsync(string tenantId, string secret, CancellationToken cancellationToken)
    {
        BsonDocument update = secret.Length == 0
            ? new BsonDocument("$unset", new BsonDocument { { Secret, 1 }, { SecretKey, 1 } })
            : new BsonDocument("$set", new BsonDocument
            {
                { Secret, new BsonBinaryData(protection.Protect(Purpose(tenantId), Encoding.UTF8.GetBytes(secret))) }, { SecretKey, protection.Current },
            });
        return database.SignOns.UpdateOneAsync(ById(tenantId), update, options: null, cancellationToken);
    }
}
