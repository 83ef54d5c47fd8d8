using MongoDB.Bson;
using MongoDB.Driver;
using Scim.Protocol.Errors;
using Scim.Protos.Tokens.V1;
using Scim.ServiceDefaults.Tokens;
using Scim.Storage.Mongo;
using Scim.Tokens.Documents;

namespace Scim.Tokens.Tokens;

/// <summary>
/// The tokens; a token's id is its document's. Of a name, two may be active: each holds one of two slots, and a unique index
/// over them decides.
/// </summary>
internal sealed class TokenStore(TokenDatabase database)
{
    private const string Hash = "secret_sha256";
    private const string Slot = "slot";
    private const string Purge = "purge_at";
    private const int Slots = 2;

    private static readonly TimeSpan KeptAfterwards = TimeSpan.FromDays(30);

    private IMongoCollection<BsonDocument> Tokens => database.Tokens;

    /// <summary>Stores a new token with a new secret; a retry of the same mutation gives the token that it stored another secret.</summary>
    public async Task<(Token Token, BearerToken Bearer)> IssueAsync(Token token, Mutation by, CancellationToken cancellationToken)
    {
        var same = new BsonDocument
        {
            { "tenant_id", token.TenantId }, { "connection_id", token.ConnectionId }, { "name", token.Name }, { "request_id", by.RequestId },
        };
        if (await Tokens.Find(same).FirstOrDefaultAsync(cancellationToken) is { } stored) return await RenewAsync(stored, cancellationToken);

        await VacateAsync(token, by.At, cancellationToken);
        for (var slot = 0; slot < Slots; slot++)
        {
            BearerToken bearer = BearerToken.Create();
            Token issued = token.Clone();
            issued.Id = bearer.Id;
            issued.LastFour = bearer.LastFour;
            issued.Created = by.Time;
            BsonDocument document = Document(issued, bearer, by);
            document[Slot] = slot;
            try
            {
                await Tokens.InsertOneAsync(document, null, cancellationToken);
                return (Read(document, by.At), bearer);
            }
            catch (MongoWriteException error) when (MongoErrors.IsDuplicateKey(error))
            {
                continue;
            }
        }

        throw ScimException.Uniqueness($"Two tokens named \"{token.Name}\" are active: revoke one, or choose another name.");
    }

    public async Task<Token?> FindAsync(string tenantId, string id, DateTimeOffset now, CancellationToken cancellationToken) =>
        await Tokens.Find(Filter(tenantId, id)).FirstOrDefaultAsync(cancellationToken) is { } document ? Read(document, now) : null;

    /// <summary>A token by its id alone, with the SHA-256 of its secret: the only query that names no tenant.</summary>
    public async Task<(Token Token, byte[] SecretSha256)?> FindForCheckAsync(string id, DateTimeOffset now, CancellationToken cancellationToken) =>
        await Tokens.Find(new BsonDocument("_id", id)).FirstOrDefaultAsync(cancellationToken) is { } document
            ? (Read(document, now), document[Hash].AsByteArray)
            : null;

    /// <summary>A page of tokens, newest first, and the key of its end.</summary>
    public async Task<(List<Token> Tokens, string Next)> ListAsync(ListTokensRequest request, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var filter = new BsonDocument { { "tenant_id", request.TenantId }, { "connection_id", request.ConnectionId } };
        if (PageToken.Read(request.PageToken) is { } before) filter.Add("order", new BsonDocument("$lt", before));

        int size = PageToken.Size(request.PageSize);
        List<BsonDocument> found = await Tokens.Find(filter).Sort(new BsonDocument("order", -1)).Limit(size + 1).ToListAsync(cancellationToken);
        string next = found.Count > size ? PageToken.Write(found[size - 1]["order"].AsString) : "";
        return ([.. found.Take(size).Select(document => Read(document, now))], next);
    }

    /// <summary>Ends a token at a time, if it does not end before. Its slot is free from then on.</summary>
    public Task EndAsync(Token token, DateTimeOffset at, CancellationToken cancellationToken)
    {
        BsonDocument filter = Filter(token.TenantId, token.Id).Add("expires", new BsonDocument("$gt", new BsonDateTime(at.UtcDateTime)));
        UpdateDefinition<BsonDocument> update = Builders<BsonDocument>.Update
            .Set("expires", new BsonDateTime(at.UtcDateTime))
            .Set(Purge, new BsonDateTime((at + KeptAfterwards).UtcDateTime));
        return Tokens.UpdateOneAsync(filter, update, null, cancellationToken);
    }

    /// <summary>Revokes a token; null where there is none. A revoked one stays as it is.</summary>
    public async Task<Token?> RevokeAsync(string tenantId, string id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        BsonDocument filter = Filter(tenantId, id).Add("revoked", new BsonDocument("$exists", false));
        UpdateDefinition<BsonDocument> update = Builders<BsonDocument>.Update
            .Set("revoked", new BsonDateTime(now.UtcDateTime))
            .Set(Purge, new BsonDateTime((now + KeptAfterwards).UtcDateTime))
            .Unset(Slot);
        await Tokens.UpdateOneAsync(filter, update, null, cancellationToken);
        return await FindAsync(tenantId, id, now, cancellationToken);
    }

    public Task RemoveOfAsync(string tenantId, string connectionId, CancellationToken cancellationToken) =>
        Tokens.DeleteManyAsync(new BsonDocument { { "tenant_id", tenantId }, { "connection_id", connectionId } }, cancellationToken);

    public Task RemoveAllAsync(string tenantId, CancellationToken cancellationToken) =>
        Tokens.DeleteManyAsync(new BsonDocument("tenant_id", tenantId), cancellationToken);

    private static BsonDocument Filter(string tenantId, string id) => new() { { "tenant_id", tenantId }, { "_id", id } };

    private static BsonDocument Document(Token token, BearerToken bearer, Mutation by)
    {
        BsonDocument document = MessageDocument.Write(token);
        document["_id"] = token.Id;
        document["connection_id"] = token.ConnectionId; // "" is stored too: queries name it
        document["order"] = $"{by.At.ToUnixTimeMilliseconds():D15}:{token.Id}";
        document["request_id"] = by.RequestId;
        document[Hash] = new BsonBinaryData(bearer.SecretSha256());
        document[Purge] = new BsonDateTime((token.Expires.ToDateTimeOffset() + KeptAfterwards).UtcDateTime);
        return document;
    }

    private static Token Read(BsonDocument document, DateTimeOffset now)
    {
        Token token = MessageDocument.Read<Token>(document);
        token.State = token.Revoked is not null ? TokenState.Revoked
            : token.Expires.ToDateTimeOffset() <= now ? TokenState.Expired
            : TokenState.Active;
        return token;
    }

    private async Task<(Token Token, BearerToken Bearer)> RenewAsync(BsonDocument stored, CancellationToken cancellationToken)
    {
        BearerToken bearer = BearerToken.CreateFor(stored["_id"].AsString);
        UpdateDefinition<BsonDocument> update = Builders<BsonDocument>.Update
            .Set(Hash, new BsonBinaryData(bearer.SecretSha256()))
            .Set("last_four", bearer.LastFour);
        BsonDocument renewed = await Tokens.FindOneAndUpdateAsync(
            Filter(stored["tenant_id"].AsString, bearer.Id),
            update,
            new FindOneAndUpdateOptions<BsonDocument> { ReturnDocument = ReturnDocument.After },
            cancellationToken) ?? throw ScimException.NotFound("There is no such token.");
        return (Read(renewed, renewed["created"].ToUniversalTime()), bearer);
    }

    // Expired tokens keep their slots until somebody needs them.
    private Task<UpdateResult> VacateAsync(Token token, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var expired = new BsonDocument
        {
            { "tenant_id", token.TenantId }, { "connection_id", token.ConnectionId }, { "name", token.Name },
            { Slot, new BsonDocument("$exists", true) }, { "expires", new BsonDocument("$lte", new BsonDateTime(now.UtcDateTime)) },
        };
        return Tokens.UpdateManyAsync(expired, Builders<BsonDocument>.Update.Unset(Slot), null, cancellationToken);
    }
}
