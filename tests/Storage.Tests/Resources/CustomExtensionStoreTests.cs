using System.Text;
using Google.Protobuf.WellKnownTypes;
using MongoDB.Bson;
using Scim.Protocol.Schema;
using Scim.Protos.Common.V1;
using Scim.Protos.Users.V1;
using Scim.Storage.Resources;

namespace Scim.Storage.Tests.Resources;

/// <summary>Values of custom extensions in the database: looked up by keys, whenever an attribute was marked, and kept by who does not know them.</summary>
public sealed class CustomExtensionStoreTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>
{
    private const string Urn = "urn:example:hr:1.0:User";
    private const int Users = 300;

    private static readonly StorageOptions AtOnce = new() { KeyPlanSettling = TimeSpan.Zero, KeyPlanLife = TimeSpan.Zero };
    private static readonly ScimResourceType Unmarked = Type("""{"name":"badge"},{"name":"team"}""");
    private static readonly ScimResourceType Marked = Type("""{"name":"badge"},{"name":"team"}""", "badge");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lookup_ByAnAttributeThatIsMarkedLater_ExaminesOneUserOnceKeysAreMade()
    {
        UserStore users = await fixture.OpenAsync(AtOnce);
        ResourceStore<User> store = Open(users, _ => Marked);
        for (int i = 0; i < Users; i++) await store.CreateAsync(Call(Unmarked), Badged($"u{i}", $"B-{i}"), Cancel);

        (int Found, long Examined) before = await LookUpAsync(users, store, "b-7");
        int ready = await store.MakeKeysAsync(Cancel);
        await store.CreateAsync(Call(Marked), Badged("new", "B-new"), Cancel);

        Assert.Equal((1, Users), before);
        Assert.Equal(1, ready);
        Assert.Equal((1, 1L), await LookUpAsync(users, store, "b-7"));
        Assert.Equal((1, 1L), await LookUpAsync(users, store, "b-NEW"));
        Assert.Equal(0, await store.MakeKeysAsync(Cancel));
    }

    [Fact]
    public async Task Update_ByWhoDoesNotKnowTheExtension_KeepsValuesAndKeys()
    {
        UserStore users = await fixture.OpenAsync(AtOnce);
        ResourceStore<User> store = Open(users, _ => Marked), older = Open(users, _ => ScimResourceTypes.User);
        await store.CreateAsync(Call(Marked), Badged("u", "B-7"), Cancel);
        await LookUpAsync(users, store, "B-7");
        await store.MakeKeysAsync(Cancel);

        await older.UpdateAsync(Call(null), "u", "", (user, _) => ValueTask.FromResult(new User(user) { Title = "T" }), Cancel);

        User read = (await store.GetAsync(Call(Marked), "u", mask: null, Cancel))!;
        Assert.Equal(("T", """{"badge":"B-7","team":"A"}"""), (read.Title, Assert.Single(read.Extensions).ValueJson.ToStringUtf8()));
        Assert.Empty((await older.GetAsync(Call(null), "u", mask: null, Cancel))!.Extensions);
        Assert.Equal((1, 1L), await LookUpAsync(users, store, "b-7"));
    }

    [Fact]
    public async Task Update_ByWhoKnowsFewerAttributes_KeepsTheOthers()
    {
        UserStore users = await fixture.OpenAsync(AtOnce);
        ResourceStore<User> store = users.Store;
        ScimResourceType fewer = Type("""{"name":"badge"}""");
        await store.CreateAsync(Call(Unmarked), Badged("u", "B-7"), Cancel);

        await store.UpdateAsync(Call(fewer), "u", "", (user, _) => ValueTask.FromResult(With(user, """{"badge":"B-8"}""")), Cancel);
        string changed = (await store.GetAsync(Call(Unmarked), "u", mask: null, Cancel))!.Extensions[0].ValueJson.ToStringUtf8();
        await store.UpdateAsync(Call(fewer), "u", "", (user, _) => ValueTask.FromResult(With(user, null)), Cancel);

        Assert.Equal("""{"badge":"B-8","team":"A"}""", changed);
        Assert.Equal("""{"team":"A"}""", (await store.GetAsync(Call(Unmarked), "u", mask: null, Cancel))!.Extensions[0].ValueJson.ToStringUtf8());
    }

    [Fact]
    public async Task Read_WithAMask_HasTheExtensionsThatItNames()
    {
        UserStore users = await fixture.OpenAsync(AtOnce);
        await users.Store.CreateAsync(Call(Marked), Badged("u", "B-7"), Cancel);
        string path = Marked.Find(Urn, "team")!.StoragePath;

        Assert.Equal("""{"team":"A"}""", (await ReadAsync(path))!.Extensions[0].ValueJson.ToStringUtf8());
        Assert.Equal("""{"badge":"B-7","team":"A"}""", (await ReadAsync("extensions"))!.Extensions[0].ValueJson.ToStringUtf8());
        Assert.Empty((await ReadAsync("user_name"))!.Extensions);

        Task<User?> ReadAsync(string field) => users.Store.GetAsync(Call(Marked), "u", new FieldMask { Paths = { field } }, Cancel);
    }

    private static ScimResourceType Type(string attributes, params string[] indexed) => ScimResourceTypes.User.With(
        [CustomExtension.Parse(Encoding.UTF8.GetBytes($$"""{"id":"{{Urn}}","attributes":[{{attributes}}]}"""), required: false, indexed)]);

    private static StoreCall Call(ScimResourceType? type) => new("t1") { ConnectionId = "c1", Actor = "c1", Type = type };

    private static ResourceStore<User> Open(UserStore users, Func<string, ScimResourceType> typeOf) =>
        users.Stores.Open<User>("users", ScimResourceTypes.User, ["groups"], (tenantId, _) => ValueTask.FromResult(typeOf(tenantId)));

    private static User Badged(string id, string badge) => With(new User { Id = id, UserName = id }, $$"""{"badge":"{{badge}}","team":"A"}""");

    private static User With(User user, string? json)
    {
        User next = user.Clone();
        next.Extensions.Clear();
        if (json is not null) next.Extensions.Add(new ExtensionValue { Urn = Urn, ValueJson = Google.Protobuf.ByteString.CopyFromUtf8(json) });
        return next;
    }

    private static async Task<(int Found, long Examined)> LookUpAsync(UserStore users, ResourceStore<User> store, string badge)
    {
        ResourcePage<User> page = await store.ListAsync(Call(Marked), new ListQuery { Filter = $"{Urn}:badge eq \"{badge}\"" }, mask: null, Cancel);
        BsonDocument explained = await users.ExplainAsync("find", Cancel);
        return ((int)page.Page.TotalResults, explained["executionStats"]["totalDocsExamined"].ToInt64());
    }
}
