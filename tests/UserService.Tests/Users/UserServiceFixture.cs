using MongoDB.Bson;
using MongoDB.Driver;
using Scim.Protos.Users.V1;
using Scim.Tests.Shared;

namespace Scim.Users.Tests.Users;

/// <summary>UserService for the tests of a class.</summary>
public sealed class UserServiceFixture : IAsyncLifetime
{
    private ServiceHost _host = null!;

    public UserService.UserServiceClient Users { get; private set; } = null!;

    public IMongoCollection<BsonDocument> Documents => _host.Database.GetCollection<BsonDocument>("users");

    public async ValueTask InitializeAsync()
    {
        _host = await ServiceHost.StartAsync(builder => builder.AddUserService(), app => app.MapUserService());
        Users = new UserService.UserServiceClient(_host.As());
    }

    public async ValueTask DisposeAsync() => await _host.DisposeAsync();
}
