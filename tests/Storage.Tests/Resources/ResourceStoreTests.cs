using Google.Protobuf.WellKnownTypes;
using MongoDB.Bson;
using MongoDB.Driver;
using Scim.Protocol.Errors;
using Scim.Protos.Common.V1;
using Scim.Protos.Users.V1;
using Scim.Storage.Resources;

namespace Scim.Storage.Tests.Resources;

public sealed class ResourceStoreTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>
{
    private static readonly StoreCall Call = new("t1") { ConnectionId = "c1", Actor = "c1", RequestId = "" };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CreateAsync_NewUser_ReadsBackTheSame()
    {
        UserStore users = await fixture.OpenAsync();

        User created = await users.Store.CreateAsync(Call, Adele("u1"), Cancel);
        User? read = await users.Store.GetAsync(Call, "u1", mask: null, Cancel);

        Assert.Equal(created, read);
        Assert.Equal("W/\"1\"", read!.Meta.Version);
        Assert.Equal("ext-1", read.ExternalId);
        Assert.Equal("c1", read.LastChange.ConnectionId);
    }

    [Fact]
    public async Task CreateAsync_SameUserNameInAnotherCase_IsUniqueness()
    {
        UserStore users = await fixture.OpenAsync();
        await users.Store.CreateAsync(Call, Adele("u1"), Cancel);
        User second = Adele("u2");
        second.UserName = second.UserName.ToUpperInvariant();

        ScimException error = await Assert.ThrowsAsync<ScimException>(() => users.Store.CreateAsync(Call, second, Cancel));

        Assert.Equal(409, error.Status);
        Assert.NotNull(await users.Store.CreateAsync(Call with { TenantId = "t2" }, Adele("u2"), Cancel));
    }

    [Fact]
    public async Task CreateAsync_RetryOfTheSameRequest_CreatesOnce()
    {
        UserStore users = await fixture.OpenAsync();
        StoreCall call = Call with { RequestId = "r1" };

        User first = await users.Store.CreateAsync(call, Adele("u1"), Cancel);
        User again = await users.Store.CreateAsync(call, Adele("u1"), Cancel);

        Assert.Equal(first.Meta.Version, again.Meta.Version);
        Assert.Single(await users.Documents.Find(new BsonDocument("tenantId", "t1")).ToListAsync(Cancel));
    }

    [Fact]
    public async Task UpdateAsync_ChangedName_WritesThatPathOnly()
    {
        UserStore users = await fixture.OpenAsync();
        await users.Store.CreateAsync(Call, Adele("u1"), Cancel);
        await users.Documents.UpdateOneAsync(
            new BsonDocument("_id", "t1:u1"), new BsonDocument("$set", new BsonDocument("body.of_a_newer_service", 7)), null, Cancel);

        Mutation<User> mutation = await users.Store.UpdateAsync(Call, "u1", "", (user, _) => Renamed(user, "Adele V."), Cancel);

        BsonDocument document = await users.Documents.Find(new BsonDocument("_id", "t1:u1")).SingleAsync(Cancel);
        Assert.True(mutation.Changed);
        Assert.Equal("W/\"2\"", mutation.Resource.Meta.Version);
        Assert.Equal(7, document["body"]["of_a_newer_service"].AsInt32);
        Assert.Equal(["displayName"], document["lastChange"]["changedPaths"].AsBsonArray.Select(path => path.AsString));
    }

    [Fact]
    public async Task UpdateAsync_NothingDifferent_WritesNothing()
    {
        UserStore users = await fixture.OpenAsync();
        await users.Store.CreateAsync(Call, Adele("u1"), Cancel);

        string[] commands = await users.CommandsOfAsync(async () =>
            Assert.False((await users.Store.UpdateAsync(Call, "u1", "", (user, _) => new ValueTask<User>(user.Clone()), Cancel)).Changed));

        Assert.Equal(["find"], commands);
    }

    [Fact]
    public async Task UpdateAsync_InParallel_AllLand()
    {
        UserStore users = await fixture.OpenAsync();
        UserStore other = fixture.OpenAgain(users, new StorageOptions(), TimeProvider.System);
        await users.Store.CreateAsync(Call, Adele("u1"), Cancel);

        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => (i % 2 == 0 ? users : other).Store.UpdateAsync(
            Call, "u1", "", (user, _) =>
            {
                User next = user.Clone();
                next.Emails.Add(new Email { Value = $"a{i}@contoso.com" });
                return new ValueTask<User>(next);
            }, Cancel)));

        User? read = await users.Store.GetAsync(Call, "u1", null, Cancel);
        Assert.Equal(51, read!.Emails.Count);
        Assert.Equal("W/\"51\"", read.Meta.Version);
    }

    [Theory]
    [InlineData("W/\"1\"", true)]
    [InlineData("*", true)]
    [InlineData("W/\"9\", \"1\"", true)]
    [InlineData("W/\"2\"", false)]
    public async Task UpdateAsync_WithIfMatch_HoldsTheCondition(string ifMatch, bool holds)
    {
        UserStore users = await fixture.OpenAsync();
        await users.Store.CreateAsync(Call, Adele("u1"), Cancel);

        Task<Mutation<User>> update = users.Store.UpdateAsync(Call, "u1", ifMatch, (user, _) => Renamed(user, "X"), Cancel);

        if (holds) Assert.True((await update).Changed);
        else Assert.Equal(412, (await Assert.ThrowsAsync<ScimException>(() => update)).Status);
    }

    [Fact]
    public async Task UpdateAsync_RetryOfAnAppliedRequest_AppliesNothing()
    {
        UserStore users = await fixture.OpenAsync();
        await users.Store.CreateAsync(Call, Adele("u1"), Cancel);
        StoreCall call = Call with { RequestId = "r7" };
        await users.Store.UpdateAsync(call, "u1", "W/\"1\"", (user, _) => Renamed(user, "X"), Cancel);

        Mutation<User> again = await users.Store.UpdateAsync(call, "u1", "W/\"1\"", (user, _) => Renamed(user, "Y"), Cancel);

        Assert.Equal("X", again.Resource.DisplayName);
        Assert.Equal("W/\"2\"", again.Resource.Meta.Version);
    }

    [Fact]
    public async Task DeleteAsync_OfAUser_LeavesATombstoneWithoutPersonalData()
    {
        UserStore users = await fixture.OpenAsync();
        await users.Store.CreateAsync(Call, Adele("u1"), Cancel);

        await users.Store.DeleteAsync(Call, "u1", "", Cancel);

        BsonDocument tombstone = await users.Documents.Find(new BsonDocument("_id", "t1:u1")).SingleAsync(Cancel);
        Assert.DoesNotContain("adelev", tombstone.ToJson(), StringComparison.OrdinalIgnoreCase);
        Assert.True(tombstone.Contains("deleted"));
        Assert.Null(await users.Store.GetAsync(Call, "u1", null, Cancel));
        Assert.Equal(404, (await Assert.ThrowsAsync<ScimException>(() => users.Store.DeleteAsync(Call, "u1", "", Cancel))).Status);
        Assert.NotNull(await users.Store.CreateAsync(Call, Adele("u2"), Cancel));
    }

    [Fact]
    public async Task GetAsync_WithAMask_ReadsThoseFieldsOnly()
    {
        UserStore users = await fixture.OpenAsync();
        await users.Store.CreateAsync(Call, Adele("u1"), Cancel);

        User? read = await users.Store.GetAsync(Call, "u1", new FieldMask { Paths = { "user_name", "name.family_name" } }, Cancel);

        Assert.Equal("u1", read!.Id);
        Assert.Equal("Vance", read.Name.FamilyName);
        Assert.False(read.Name.HasGivenName);
        Assert.Null(read.Meta);
        Assert.Empty(read.Emails);
    }

    [Fact]
    public async Task GetAsync_OfAnotherTenant_IsNull()
    {
        UserStore users = await fixture.OpenAsync();
        await users.Store.CreateAsync(Call, Adele("u1"), Cancel);

        Assert.Null(await users.Store.GetAsync(Call with { TenantId = "t2" }, "u1", null, Cancel));
        Assert.Empty(await users.Store.GetManyAsync(Call with { TenantId = "t2" }, ["u1"], null, Cancel));
    }

    [Fact]
    public async Task ExternalId_OfTwoConnections_IsEachOnesOwn()
    {
        UserStore users = await fixture.OpenAsync();
        await users.Store.CreateAsync(Call, Adele("u1"), Cancel);
        StoreCall other = Call with { ConnectionId = "c2" };

        await users.Store.UpdateAsync(other, "u1", "", (user, _) =>
        {
            User next = user.Clone();
            next.ExternalId = "okta-9";
            return new ValueTask<User>(next);
        }, Cancel);

        Assert.Equal("ext-1", (await users.Store.GetAsync(Call, "u1", null, Cancel))!.ExternalId);
        Assert.Equal("okta-9", (await users.Store.GetAsync(other, "u1", null, Cancel))!.ExternalId);
        Assert.Single((await ListAsync(users, "externalId eq \"okta-9\"", other)).Resources);
        Assert.Empty((await ListAsync(users, "externalId eq \"okta-9\"")).Resources);
    }

    private static Task<ResourcePage<User>> ListAsync(UserStore users, string filter, StoreCall? call = null) =>
        users.Store.ListAsync(call ?? Call, new ListQuery { Filter = filter }, mask: null, Cancel);

    private static ValueTask<User> Renamed(User user, string displayName)
    {
        User next = user.Clone();
        next.DisplayName = displayName;
        return new ValueTask<User>(next);
    }

    private static User Adele(string id) => new()
    {
        Id = id,
        UserName = "AdeleV@contoso.com",
        ExternalId = "ext-1",
        Active = true,
        DisplayName = "Adele Vance",
        Name = new Name { GivenName = "Adele", FamilyName = "Vance" },
        Emails = { new Email { Value = "AdeleV@contoso.com", Type = "work", Primary = true } },
    };
}
