using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MongoDB.Bson;
using MongoDB.Driver;
using Scim.EmbeddedMongo;
using Scim.Protos.Common.V1;
using Scim.Protos.Groups.V1;
using Scim.Protos.Users.V1;
using Scim.ServiceDefaults.Callers;
using Scim.Storage.Mongo;
using Scim.Users;

namespace Scim.Groups.Tests.Hosts;

/// <summary>UserService and GroupService in process, over the real wire, on an embedded database or that of SCIM_TEST_MONGODB.</summary>
public class ServicesFixture : IAsyncLifetime
{
    private static readonly string CallerKey = Convert.ToBase64String(new byte[32]);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("group-tests-");
    private readonly string _run = Guid.NewGuid().ToString("N")[..8];
    private readonly List<IDisposable> _channels = [];
    private EmbeddedMongoServer? _server;
    private WebApplication? _users;
    private WebApplication? _groups;

    public UserService.UserServiceClient Users { get; private set; } = null!;

    public GroupService.GroupServiceClient Groups { get; private set; } = null!;

    /// <summary>What GroupService sends to its database.</summary>
    public CommandLog Commands { get; } = new();

    protected virtual long OplogBytes => 128 * 1024 * 1024;

    public IServiceProvider GroupServices => _groups!.Services;

    /// <summary>A service's own database: scim_users or scim_groups.</summary>
    public IMongoDatabase Database(string name) => _users!.Services.GetRequiredService<MongoConnection>().Database.Client.GetDatabase($"{name}_{_run}");

    private string ConnectionString => Environment.GetEnvironmentVariable("SCIM_TEST_MONGODB") is { Length: > 0 } given ? given : _server!.ConnectionString;

    public async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable("SCIM_TEST_MONGODB") is not { Length: > 0 })
        {
            _server = await EmbeddedMongoServer.StartAsync(new EmbeddedMongoOptions { DataFolder = _folder.FullName, Port = 0, OplogBytes = OplogBytes });
        }

        _users = await StartAsync(Builder("scim_users").AddUserService().Build().MapUserService());
        Users = new UserService.UserServiceClient(Invoker(_users));
        await StartGroupsAsync();
    }

    /// <summary>Starts GroupService, again after <see cref="StopGroupsAsync"/>.</summary>
    public async Task StartGroupsAsync()
    {
        WebApplicationBuilder builder = Builder("scim_groups");
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Services:Users"] = AddressOf(_users!) });
        builder.AddGroupService();
        builder.Services.AddSingleton(provider => new MongoConnection(provider.GetRequiredService<IOptions<MongoOptions>>().Value, Commands.Observe));
        _groups = await StartAsync(builder.Build().MapGroupService());
        Groups = new GroupService.GroupServiceClient(Invoker(_groups));
    }

    public async Task StopGroupsAsync()
    {
        await _groups!.StopAsync();
        await _groups.DisposeAsync();
    }

    /// <summary>Waits until GroupService has heard of every user there was at its start.</summary>
    public async Task HearOfAllUsersAsync(CancellationToken cancellationToken)
    {
        IMongoCollection<BsonDocument> places = Database("scim_groups").GetCollection<BsonDocument>("followers");
        while (await places.CountDocumentsAsync(new BsonDocument("snapshot", ""), options: null, cancellationToken) == 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Creates a user and answers its id.</summary>
    public async Task<string> CreateUserAsync(string tenant, string name)
    {
        var request = new CreateUserRequest { TenantId = tenant, Id = Guid.CreateVersion7().ToString(), RequestId = Guid.NewGuid().ToString(), User = new User { UserName = name } };
        return (await Users.CreateUserAsync(request)).User.Id;
    }

    /// <summary>Creates a group and answers its id.</summary>
    public async Task<string> CreateGroupAsync(string tenant, params string[] members)
    {
        var request = new CreateGroupRequest
        {
            TenantId = tenant,
            Id = Guid.CreateVersion7().ToString(),
            RequestId = Guid.NewGuid().ToString(),
            Group = new Group { DisplayName = "A group", Members = { members.Select(id => new Member { Value = id }) } },
        };
        return (await Groups.CreateGroupAsync(request)).Group.Id;
    }

    /// <summary>Changes members by one PATCH operation whose value is an array of ids.</summary>
    public Task<PatchGroupResponse> PatchAsync(string tenant, string group, PatchOp op, params string[] members) => Groups.PatchGroupAsync(new PatchGroupRequest
    {
        TenantId = tenant,
        Id = group,
        RequestId = Guid.NewGuid().ToString(),
        Operations = { new PatchOperation { Op = op, Path = "members", ValueJson = Google.Protobuf.ByteString.CopyFromUtf8(System.Text.Json.JsonSerializer.Serialize(members)) } },
    }).ResponseAsync;

    /// <summary>The members of a group, in their order.</summary>
    public async Task<List<Member>> MembersAsync(string tenant, string group)
    {
        var members = new List<Member>();
        using AsyncServerStreamingCall<ListMembersResponse> stream = Groups.ListMembers(new ListMembersRequest { TenantId = tenant, Id = group });
        await foreach (ListMembersResponse message in stream.ResponseStream.ReadAllAsync()) members.AddRange(message.Members);
        return members;
    }

    /// <summary>Fills a group with members, one of which is in no other group, straight in the database.</summary>
    public async Task SeedMembersAsync(string tenant, string group, int count, CancellationToken cancellationToken)
    {
        IMongoCollection<BsonDocument> edges = Database("scim_groups").GetCollection<BsonDocument>("memberships");
        foreach (int[] some in Enumerable.Range(0, count).Chunk(10_000))
        {
            await edges.InsertManyAsync(some.Select(i => Edge(i == 0 ? $"{group}-only" : $"member-{i:D8}")), options: null, cancellationToken);
        }

        BsonDocument Edge(string member) => new()
        {
            { "_id", $"{tenant}:{group}:{member}" }, { "tenantId", tenant }, { "groupId", group }, { "memberId", member }, { "type", "User" }, { "display", member },
        };
    }

    /// <summary>How many edges a group has.</summary>
    public Task<long> CountMembersAsync(string tenant, string group, CancellationToken cancellationToken) =>
        Database("scim_groups").GetCollection<BsonDocument>("memberships").CountDocumentsAsync(
            new BsonDocument { { "tenantId", tenant }, { "_id", new BsonDocument { { "$gt", $"{tenant}:{group}:" }, { "$lt", $"{tenant}:{group};" } } } }, options: null, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (IDisposable channel in _channels) channel.Dispose();
        await StopGroupsAsync();
        await _users!.StopAsync();
        await _users.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static string AddressOf(WebApplication app) =>
        app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    private static async Task<WebApplication> StartAsync(WebApplication app)
    {
        await app.StartAsync();
        await app.Services.GetRequiredService<DatabaseStart>().Ready;
        return app;
    }

    private WebApplicationBuilder Builder(string database)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Caller:Keys:tests"] = CallerKey,
            ["Kestrel:Endpoints:Grpc:Url"] = "http://127.0.0.1:0",
            ["Mongo:ConnectionString"] = ConnectionString,
            ["Mongo:Database"] = $"{database}_{_run}",
            ["Logging:LogLevel:Default"] = "Warning",
        });
        return builder;
    }

    private CallInvoker Invoker(WebApplication app)
    {
        var channel = GrpcChannel.ForAddress(AddressOf(app));
        _channels.Add(channel);
        var caller = new CallerAssertion { Kind = CallerKind.Operator, Scope = Scope.Write, Actor = "tests" };
        return channel.CreateCallInvoker().As(caller, app.Services.GetRequiredService<CallerKeys>());
    }
}
