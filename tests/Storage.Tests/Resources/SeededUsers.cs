using MongoDB.Bson;
using MongoDB.Driver;

namespace Scim.Storage.Tests.Resources;

/// <summary>Many users in a store, quickly: copies of one that the store wrote, each with its own number in every text.</summary>
internal static class SeededUsers
{
    /// <summary>What is replaced by the copy's number in every text of the user that is copied.</summary>
    public const string Mark = "~0~";

    private const int BatchSize = 2_000;

    /// <summary>Copies the only user of a tenant <paramref name="count"/> - 1 times.</summary>
    public static async Task CopyAsync(UserStore users, string tenantId, int count, CancellationToken cancellationToken)
    {
        BsonDocument first = await users.Documents.Find(new BsonDocument("tenantId", tenantId)).SingleAsync(cancellationToken);
        for (int from = 1; from < count; from += BatchSize)
        {
            BsonDocument[] copies = [.. Enumerable.Range(from, Math.Min(BatchSize, count - from)).Select(i => Copy(first, $"~{i}~").AsBsonDocument)];
            await users.Documents.InsertManyAsync(copies, new InsertManyOptions { IsOrdered = false }, cancellationToken);
        }
    }

    private static BsonValue Copy(BsonValue value, string mark) => value switch
    {
        BsonDocument document => new BsonDocument(document.Select(field => new BsonElement(field.Name, Copy(field.Value, mark)))),
        BsonArray array => new BsonArray(array.Select(item => Copy(item, mark))),
        BsonString text => text.Value.Replace(Mark, mark, StringComparison.Ordinal),
        _ => value,
    };
}
