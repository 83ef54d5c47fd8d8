using Microsoft.Extensions.Logging.Abstractions;
using MongoDB.Driver;
using Scim.EmbeddedMongo;
using Scim.Protos.Users.V1;
using Scim.Storage.Changes;
using Scim.Storage.Resources;
using Scim.Storage.Tests.Resources;

namespace Scim.Storage.Tests.Changes;

public sealed class LostHistoryTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("storage-tests-");
    private EmbeddedMongoServer? _server;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await EmbeddedMongoServer.StartAsync(
        new EmbeddedMongoOptions { DataFolder = _folder.FullName, Port = 0, OplogBytes = 64 * 1024 }, Cancel);

    [Fact]
    public async Task FollowAsync_BackAfterTheHistoryIsGone_IsToldAndEndsEqual()
    {
        using var client = new MongoClient(_server!.ConnectionString);
        IMongoDatabase database = client.GetDatabase("lost");
        var stores = new ResourceStores(database, new StorageOptions(), TimeProvider.System, NullLoggerFactory.Instance);
        await stores.CreateIndexesAsync("users", Cancel);
        var users = new UserStore(stores, database, new SentCommands());
        ResourceStore<User> store = users.Store;
        ChangeFeed feed = ChangeFeedTests.Feed(users);
        var call = new StoreCall("t1");
        foreach (string id in (string[])["gone", "kept", "here"]) await store.CreateAsync(call, ChangeFeedTests.NewUser(id), Cancel);
        var replica = new Replica(store);
        replica.BeginSnapshot();
        await replica.FollowAsync(feed, "", Cancel, most: 4);

        // More than the history holds, with a tombstone that expired meanwhile.
        await store.DeleteAsync(call, "gone", "", Cancel);
        await users.Documents.DeleteOneAsync(new MongoDB.Bson.BsonDocument("_id", "t1:gone"), Cancel);
        await ChangeFeedTests.LoadAsync(users, 0, rounds: 60);

        Assert.False(await replica.FollowAsync(feed, "", Cancel));
        Assert.True(replica.Lost);
        Assert.Contains("t1:gone", replica.Users.Keys);

        replica.BeginSnapshot();
        Task<bool> follow = replica.FollowAsync(feed, "last", Cancel);
        await store.CreateAsync(call, ChangeFeedTests.NewUser("last"), Cancel);
        Assert.True(await follow);
        await ChangeFeedTests.AssertEqualAsync(users, replica);
    }

    [Fact]
    public async Task FollowAsync_CollectionDropped_IsTold()
    {
        using var client = new MongoClient(_server!.ConnectionString);
        IMongoDatabase database = client.GetDatabase("dropped");
        var stores = new ResourceStores(database, new StorageOptions(), TimeProvider.System, NullLoggerFactory.Instance);
        await stores.CreateIndexesAsync("users", Cancel);
        var users = new UserStore(stores, database, new SentCommands());
        ResourceStore<User> store = users.Store;
        var replica = new Replica(store);
        replica.BeginSnapshot();
        await replica.FollowAsync(ChangeFeedTests.Feed(users), "", Cancel, most: 1);

        await database.DropCollectionAsync("users", Cancel);

        Assert.False(await replica.FollowAsync(ChangeFeedTests.Feed(users), "", Cancel));
    }

    public async ValueTask DisposeAsync()
    {
        await _server!.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
