using MongoDB.Bson;
using MongoDB.Driver;

namespace Scim.EmbeddedMongo.Tests.Driver;

/// <summary>A server on a free port and a folder of its own, and a driver connected to it.</summary>
public sealed class ServerFixture : IAsyncLifetime
{
    private int _collections;

    public EmbeddedMongoServer Server { get; private set; } = null!;

    public MongoClient Client { get; private set; } = null!;

    public IMongoDatabase Database => Client.GetDatabase("tests");

    public string Folder { get; } = Directory.CreateTempSubdirectory("embedded-mongo-").FullName;

    public IMongoCollection<BsonDocument> NewCollection() =>
        Database.GetCollection<BsonDocument>($"c{Interlocked.Increment(ref _collections)}");

    public async ValueTask InitializeAsync()
    {
        Server = await EmbeddedMongoServer.StartAsync(new EmbeddedMongoOptions { DataFolder = Folder, Port = 0 });
        Client = new MongoClient(Server.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
