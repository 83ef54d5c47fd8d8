using Google.Protobuf;
using Grpc.Core;
using MongoDB.Bson;
using MongoDB.Driver;
using Scim.Protos.Common.V1;
using Scim.Protos.Users.V1;

namespace Scim.Users.Tests.Users;

/// <summary>Many writers, retried writes, and writers of different age.</summary>
public sealed class UserWriteTests(UserServiceFixture fixture) : IClassFixture<UserServiceFixture>
{
    private readonly string _tenant = $"t{Guid.NewGuid():N}";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private UserService.UserServiceClient Users => fixture.Users;

    [Fact]
    public async Task Create_OfOneUserNameAHundredTimesAtOnce_LandsOnce()
    {
        StatusCode[] outcomes = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => OutcomeAsync(
            () => Users.CreateUserAsync(Request(i % 2 == 0 ? "One@Contoso.com" : "one@contoso.com"), cancellationToken: Cancel).ResponseAsync)));

        Assert.Single(outcomes, StatusCode.OK);
        Assert.Equal(99, outcomes.Count(outcome => outcome == StatusCode.AlreadyExists));
        Assert.Equal(1, (await Users.ListUsersAsync(new ListUsersRequest { TenantId = _tenant, Query = new ListQuery() }, cancellationToken: Cancel)).Page.TotalResults);
    }

    [Fact]
    public async Task Patch_AddingAnEmailAHundredTimesAtOnce_KeepsAllHundred()
    {
        string id = (await Users.CreateUserAsync(Request("many"), cancellationToken: Cancel)).User.Id;

        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => PatchAsync(id, PatchOp.Add, "emails", $$"""[{"value":"{{i}}@contoso.com"}]""").ResponseAsync));

        User user = (await Users.GetUserAsync(new GetUserRequest { TenantId = _tenant, Id = id }, cancellationToken: Cancel)).User;
        Assert.Equal(100, user.Emails.Select(email => email.Value).Distinct().Count());
        Assert.Equal("W/\"101\"", user.Meta.Version);
    }

    [Fact]
    public async Task Mutations_SentTwiceWithOneRequestId_ApplyOnce()
    {
        CreateUserRequest create = Request("twice");
        string id = (await Users.CreateUserAsync(create, cancellationToken: Cancel)).User.Id;
        Assert.Equal(id, (await Users.CreateUserAsync(create, cancellationToken: Cancel)).User.Id);

        PatchUserRequest patch = Patch(id, PatchOp.Add, "emails", """[{"value":"a@contoso.com"}]""");
        await Users.PatchUserAsync(patch, cancellationToken: Cancel);
        await Users.PatchUserAsync(Patch(id, PatchOp.Remove, "emails", ""), cancellationToken: Cancel);
        PatchUserResponse again = await Users.PatchUserAsync(patch, cancellationToken: Cancel);
        Assert.Empty(again.User.Emails);

        var delete = new DeleteUserRequest { TenantId = _tenant, Id = id, RequestId = Guid.NewGuid().ToString() };
        await Users.DeleteUserAsync(delete, cancellationToken: Cancel);
        await Users.DeleteUserAsync(delete, cancellationToken: Cancel);
        Assert.Equal(StatusCode.NotFound, await OutcomeAsync(() => Users.DeleteUserAsync(new DeleteUserRequest(delete) { RequestId = "other" }, cancellationToken: Cancel).ResponseAsync));
    }

    [Fact]
    public async Task Patch_OfAUserThatANewerServiceWrote_KeepsWhatThisOneDoesNotKnow()
    {
        CreateUserRequest create = Request("newer");
        create.User.Name = new Name { GivenName = "Adele", FamilyName = "Vance" };
        create.User.Emails.Add([new Email { Type = "work", Value = "w@contoso.com" }, new Email { Type = "home", Value = "h@contoso.com" }]);
        string id = (await Users.CreateUserAsync(create, cancellationToken: Cancel)).User.Id;
        var newer = new BsonDocument("$set", new BsonDocument
        {
            { "body.pronouns", "she" }, { "body.name.maiden_name", "Smith" }, { "body.emails.0.verified", true }, { "body.emails.1.verified", false },
        });
        await fixture.Documents.UpdateOneAsync(new BsonDocument("_id", $"{_tenant}:{id}"), newer, null, Cancel);

        await PatchAsync(id, PatchOp.Replace, "name.givenName", "\"Adela\"");
        await PatchAsync(id, PatchOp.Replace, "emails[type eq \"home\"].value", "\"new@contoso.com\"");
        await PatchAsync(id, PatchOp.Add, "emails", """[{"type":"other","value":"o@contoso.com"}]""");

        BsonDocument body = (await fixture.Documents.Find(new BsonDocument("_id", $"{_tenant}:{id}")).SingleAsync(Cancel))["body"].AsBsonDocument;
        Assert.Equal("she", body["pronouns"].AsString);
        Assert.Equal(("Adela", "Smith"), (body["name"]["given_name"].AsString, body["name"]["maiden_name"].AsString));
        Assert.Equal([true, false], body["emails"].AsBsonArray.Take(2).Select(email => email["verified"].AsBoolean));
        Assert.Equal(["w@contoso.com", "new@contoso.com", "o@contoso.com"], body["emails"].AsBsonArray.Select(email => email["value"].AsString));
    }

    [Theory]
    [InlineData(ClientProfile.Okta, false, StatusCode.OK)]
    [InlineData(ClientProfile.Okta, true, StatusCode.AlreadyExists)]
    [InlineData(ClientProfile.Entra, false, StatusCode.AlreadyExists)]
    public async Task Create_OfAUserThatIsThere_RevivesADeactivatedOneForOkta(ClientProfile profile, bool active, StatusCode expected)
    {
        CreateUserRequest first = Request("back@contoso.com");
        (first.User.Active, first.User.Title, first.User.NickName) = (active, "Old", "Nick");
        string id = (await Users.CreateUserAsync(first, cancellationToken: Cancel)).User.Id;
        CreateUserRequest second = Request("BACK@contoso.com");
        (second.ClientProfile, second.User.Active, second.User.Title) = (profile, true, "New");

        Assert.Equal(expected, await OutcomeAsync(() => Users.CreateUserAsync(second, cancellationToken: Cancel).ResponseAsync));

        User user = (await Users.GetUserAsync(new GetUserRequest { TenantId = _tenant, Id = id }, cancellationToken: Cancel)).User;
        bool revived = expected == StatusCode.OK;
        Assert.Equal((revived || active, revived ? "New" : "Old", !revived), (user.Active, user.Title, user.HasNickName));
    }

    [Fact]
    public async Task Create_OfADeactivatedUserTwiceAtOnceForOkta_RevivesItOnce()
    {
        CreateUserRequest first = Request("race@contoso.com");
        first.User.Active = false;
        await Users.CreateUserAsync(first, cancellationToken: Cancel);

        StatusCode[] outcomes = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ =>
        {
            CreateUserRequest again = Request("race@contoso.com");
            (again.ClientProfile, again.User.Active) = (ClientProfile.Okta, true);
            return OutcomeAsync(() => Users.CreateUserAsync(again, cancellationToken: Cancel).ResponseAsync);
        }));

        Assert.Single(outcomes, StatusCode.OK);
    }

    [Fact]
    public async Task PrepareLookups_OfAnAttributeThatIsKeyed_IsReadyAtOnce()
    {
        PrepareLookupsResponse answer = await Users.PrepareLookupsAsync(new PrepareLookupsRequest
        {
            TenantId = _tenant, RequestId = "r", Attributes = { "userName", "emails[type eq \"work\"].value", "title" },
        }, cancellationToken: Cancel);

        Assert.Equal([("userName", true), ("emails.value", true), ("title", false)], answer.Lookups.Select(lookup => (lookup.Attribute, lookup.Ready)));
    }

    private static async Task<StatusCode> OutcomeAsync<T>(Func<Task<T>> call)
    {
        try
        {
            await call();
            return StatusCode.OK;
        }
        catch (RpcException error)
        {
            return error.StatusCode;
        }
    }

    private CreateUserRequest Request(string userName) => new()
    {
        TenantId = _tenant, Id = Guid.CreateVersion7().ToString(), RequestId = Guid.NewGuid().ToString(), User = new User { UserName = userName },
    };

    private PatchUserRequest Patch(string id, PatchOp op, string path, string json) => new()
    {
        TenantId = _tenant,
        Id = id,
        RequestId = Guid.NewGuid().ToString(),
        Operations = { new PatchOperation { Op = op, Path = path, ValueJson = ByteString.CopyFromUtf8(json) } },
    };

    private AsyncUnaryCall<PatchUserResponse> PatchAsync(string id, PatchOp op, string path, string json) => Users.PatchUserAsync(Patch(id, op, path, json), cancellationToken: Cancel);
}
