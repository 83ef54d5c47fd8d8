using MongoDB.Bson;
using MongoDB.Driver;
using Scim.Protos.Common.V1;
using Scim.Protos.Users.V1;
using Scim.Storage.Resources;

namespace Scim.Storage.Tests.Resources;

public sealed class TenantTotalsTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>
{
    private const int Writers = 4;
    private const int EachCreates = 450; // together more than the marks that are left before they are taken into the number

    private static readonly StoreCall Call = new("t1") { ConnectionId = "c1", Actor = "c1", RequestId = "" };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ListAsync_WhileUsersComeAndGo_TellsATotalThatThereWas()
    {
        UserStore users = await fixture.OpenAsync();
        int created = 0, creating = 0, deleted = 0, deleting = 0;
        Task writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(
            async () =>
            {
                for (int i = 0; i < EachCreates; i++)
                {
                    Interlocked.Increment(ref creating);
                    await users.Store.CreateAsync(Call, new User { Id = $"u{writer}-{i}", UserName = $"{writer}.{i}@contoso.com" }, Cancel);
                    Interlocked.Increment(ref created);
                    if (i % 5 != 0) continue;

                    Interlocked.Increment(ref deleting);
                    await users.Store.DeleteAsync(Call, $"u{writer}-{i}", "", Cancel);
                    Interlocked.Increment(ref deleted);
                }
            },
            Cancel)));

        while (!writing.IsCompleted)
        {
            int least = Volatile.Read(ref created), gone = Volatile.Read(ref deleted);
            long total = await TotalAsync(users);
            Assert.InRange(total, least - Volatile.Read(ref deleting), Volatile.Read(ref creating) - gone);
        }

        await writing;
        Assert.Equal(created - deleted, await TotalAsync(users));
        Assert.NotEqual(0, await TakenIntoTheNumberAsync(users));
    }

    private static async Task<long> TotalAsync(UserStore users) =>
        (await users.Store.ListAsync(Call, new ListQuery { Count = 1 }, mask: null, Cancel)).Page.TotalResults;

    private static async Task<long> TakenIntoTheNumberAsync(UserStore users)
    {
        IMongoCollection<BsonDocument> totals = users.Documents.Database.GetCollection<BsonDocument>(users.Documents.CollectionNamespace.CollectionName + "_totals");
        return (await totals.Find(new BsonDocument("_id", "t1")).SingleAsync(Cancel))["n"].ToInt64();
    }
}
