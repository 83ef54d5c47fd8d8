using System.Globalization;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Scim.Gateway.Bench;

/// <summary>The same operations as one command of the driver each, on the same documents, and the loading of them.</summary>
internal sealed class BareOperations(IMongoDatabase database, int size)
{
    private const string Tenant = "demo";
    private const int Page = 100;

    private readonly IMongoCollection<RawBsonDocument> _users = database.GetCollection<RawBsonDocument>("users");
    private BsonDocument _template = [];
    private string _key = "";
    private long _inserted;

    /// <summary>The operations, each with the bytes of what it answers.</summary>
    public IReadOnlyList<Func<Task<byte[]>>> All => [FindAsync, ListAsync, UpdateAsync, InsertAsync];

    /// <summary>Copies the user that the gateway created, so that there are as many as asked for.</summary>
    public async Task LoadAsync()
    {
        IMongoCollection<BsonDocument> users = database.GetCollection<BsonDocument>("users");
        _template = await users.Find(new BsonDocument("tenantId", Tenant)).SingleAsync();
        _template.Remove("u");
        _template.Remove("createdBy");
        _key = _template["k"].AsBsonArray.Select(key => key.AsString).Single(key => key.EndsWith("\0" + Seed.UserName(0), StringComparison.Ordinal) && key.StartsWith(UserNameKey(), StringComparison.Ordinal));
        for (int from = 1; from < size; from += 2_000)
        {
            BsonDocument[] copies = [.. Enumerable.Range(from, Math.Min(2_000, size - from)).Select(i => Copy(Seed.Number(i), Seed.Id(i)))];
            await users.InsertManyAsync(copies, new InsertManyOptions { IsOrdered = false });
        }

        await database.GetCollection<BsonDocument>("users_totals").UpdateOneAsync(
            new BsonDocument("_id", Tenant),
            new BsonDocument("$inc", new BsonDocument("n", (long)size - 1)),
            new UpdateOptions { IsUpsert = true });
    }

    // Keys begin with the attribute's number; the userName's is the one that is also unique.
    private string UserNameKey() => _template["k"].AsBsonArray.Select(key => key.AsString)
        .First(key => key.EndsWith("\0" + _template["userNameKey"].AsString, StringComparison.Ordinal)).Split('\0')[0];

    private BsonDocument Copy(string number, string id)
    {
        var copy = (BsonDocument)Replace(_template, number);
        copy["_id"] = $"{Tenant}:{id}";
        return copy;
    }

    private static BsonValue Replace(BsonValue value, string number) => value switch
    {
        BsonDocument document => new BsonDocument(document.Select(field => new BsonElement(field.Name, Replace(field.Value, number)))),
        BsonArray array => new BsonArray(array.Select(item => Replace(item, number))),
        BsonString text => text.Value.Replace(Seed.Mark, number, StringComparison.Ordinal),
        _ => value,
    };

    private int Any() => Random.Shared.Next(1, size);

    private async Task<byte[]> FindAsync()
    {
        string key = _key.Replace(Seed.Mark, Seed.Number(Any()), StringComparison.Ordinal);
        List<RawBsonDocument> found = await _users.Find(new BsonDocument { { "tenantId", Tenant }, { "k", key } }).ToListAsync();
        return found.Count == 1 ? Bytes(found) : throw new InvalidOperationException($"{found.Count} users of one name.");
    }

    private async Task<byte[]> ListAsync()
    {
        string after = $"{Tenant}:{Seed.Id(Random.Shared.Next(Math.Max(1, size - Page - 1)))}";
        var range = new BsonDocument { { "tenantId", Tenant }, { "_id", new BsonDocument { { "$gt", after }, { "$lt", Tenant + ";" } } }, { "live", true } };
        List<RawBsonDocument> found = await _users.Find(range).Sort(new BsonDocument("_id", 1)).Limit(Page).ToListAsync();
        return found.Count == Page ? Bytes(found) : throw new InvalidOperationException($"{found.Count} users on a page.");
    }

    private async Task<byte[]> UpdateAsync()
    {
        var one = new BsonDocument { { "tenantId", Tenant }, { "_id", $"{Tenant}:{Seed.Id(Any())}" } };
        var update = new BsonDocument
        {
            { "$set", new BsonDocument("body.title", "Title " + Random.Shared.Next().ToString(CultureInfo.InvariantCulture)) },
            { "$inc", new BsonDocument("version", 1) },
        };
        UpdateResult result = await _users.UpdateOneAsync(one, new BsonDocumentUpdateDefinition<RawBsonDocument>(update));
        return result.MatchedCount == 1 ? [] : throw new InvalidOperationException("The user is gone.");
    }

    private async Task<byte[]> InsertAsync()
    {
        string number = $"bare{Interlocked.Increment(ref _inserted).ToString(CultureInfo.InvariantCulture)}";
        await _users.InsertOneAsync(new RawBsonDocument(Copy(number, $"zz-{number}").ToBson()));
        return [];
    }

    private static byte[] Bytes(List<RawBsonDocument> found)
    {
        var all = new byte[found.Sum(document => document.Slice.Length)];
        int at = 0;
        foreach (RawBsonDocument document in found)
        {
            document.Slice.GetBytes(0, all, at, document.Slice.Length);
            at += document.Slice.Length;
        }

        return all;
    }
}
