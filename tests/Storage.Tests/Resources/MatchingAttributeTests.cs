using Microsoft.Extensions.Time.Testing;
using MongoDB.Bson;
using Scim.Protocol.Errors;
using Scim.Protocol.Schema;
using Scim.Protos.Common.V1;
using Scim.Protos.Users.V1;
using Scim.Storage.Indexes;
using Scim.Storage.Resources;

namespace Scim.Storage.Tests.Resources;

/// <summary>A lookup by an attribute that is keyed, or was chosen, is one command that examines one document, however many users there are.</summary>
public sealed class MatchingAttributeTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>
{
    private static readonly StoreCall Call = new("t1") { ConnectionId = "c1", Actor = "c1" };

    private static readonly StorageOptions AtOnce = new() { KeyPlanSettling = TimeSpan.Zero, KeyPlanLife = TimeSpan.FromHours(1) };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Attributes of the promise to customers that a connection may match users by.</summary>
    private static string[] Matchable => [.. KeyPlan.Possible(ScimResourceTypes.User)
        .Where(attribute => attribute is { IsWritable: true, Type: AttributeType.String or AttributeType.Reference })
        .Select(attribute => attribute.Path)];

    [Fact]
    public async Task Lookup_ByEveryMatchableAttribute_ExaminesOneUser()
    {
        UserStore users = await fixture.OpenAsync(AtOnce);
        await users.Store.CreateAsync(Call, Numbered(), Cancel);
        await SeededUsers.CopyAsync(users, Call.TenantId, 10, Cancel);
        await users.Store.ChooseLookupsAsync(Call, Matchable, Cancel);

        Assert.Equal(1, await users.Store.MakeKeysAsync(Cancel));

        Assert.True(Matchable.Length > 40, $"{Matchable.Length} attributes only.");
        foreach (string path in Matchable) Assert.Equal((path, 1, 1L), await LookUpAsync(users, path, "~7~"));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(100_000)]
    [InlineData(1_000_000)]
    public async Task Lookup_InAnyNumberOfUsers_ExaminesOne(int count)
    {
        Assert.SkipWhen(count > 100_000 && Environment.GetEnvironmentVariable("SCIM_TEST_LARGE") is null, "SCIM_TEST_LARGE is not set.");
        UserStore users = await fixture.OpenAsync(AtOnce);
        await users.Store.CreateAsync(Call, Small(), Cancel);
        await users.Store.ChooseLookupsAsync(Call, ["title"], Cancel);
        await users.Store.UpdateAsync(Call, "u~0~", "", (user, _) => ValueTask.FromResult(Titled(user, "T ~0~")), Cancel);
        await SeededUsers.CopyAsync(users, Call.TenantId, count, Cancel);

        Assert.Equal(1, await users.Store.MakeKeysAsync(Cancel));

        foreach (string path in (string[])["userName", "externalId", "emails.value", "displayName", "title"])
        {
            Assert.Equal((path, 1, 1L), await LookUpAsync(users, path, $"~{count - 3}~"));
        }

        var again = new ListQuery { Filter = "title eq \"T ~4~\"" };
        Assert.Equal(["find"], await users.CommandsOfAsync(() => users.Store.ListAsync(Call, again, mask: null, Cancel)));
    }

    [Fact]
    public async Task ChooseLookups_BeforeKeysAreMade_FindsAllTheSame()
    {
        UserStore users = await fixture.OpenAsync(AtOnce);
        await users.Store.CreateAsync(Call, Numbered(), Cancel);
        await SeededUsers.CopyAsync(users, Call.TenantId, 20, Cancel);

        Assert.Equal([("title", false)], await users.Store.ChooseLookupsAsync(Call, ["title"], Cancel));
        Assert.Equal((1, 20L), await LookUpOnceAsync(users, "title eq \"T ~7~\""));
        await users.Store.MakeKeysAsync(Cancel);

        Assert.Equal([("title", true)], await users.Store.ChooseLookupsAsync(Call, ["title"], Cancel));
        Assert.Equal((1, 1L), await LookUpOnceAsync(users, "title eq \"t ~7~\""));
    }

    [Fact]
    public async Task MakeKeys_WhileUsersAreChangedAndCreated_MissesNone()
    {
        UserStore users = await fixture.OpenAsync(AtOnce with { KeyPlanLife = TimeSpan.Zero });
        await users.Store.CreateAsync(Call, Numbered(), Cancel);
        await SeededUsers.CopyAsync(users, Call.TenantId, 3_000, Cancel);
        await users.Store.ChooseLookupsAsync(Call, ["title"], Cancel);

        Task<int> making = users.Store.MakeKeysAsync(Cancel);
        for (int i = 0; i < 200; i++)
        {
            string id = $"u~{i * 13}~";
            await users.Store.UpdateAsync(Call, id, "", (user, _) => ValueTask.FromResult(Titled(user, $"changed {id}")), Cancel);
            await users.Store.CreateAsync(Call, new User { Id = $"new{i}", UserName = $"new{i}", Title = $"new {i}" }, Cancel);
        }

        Assert.Equal(1, await making);
        for (int i = 0; i < 200; i++)
        {
            Assert.Equal((1, 1L), await LookUpOnceAsync(users, $"title eq \"changed u~{i * 13}~\""));
            Assert.Equal((1, 1L), await LookUpOnceAsync(users, $"title eq \"new {i}\""));
            Assert.Equal((0, 0L), await LookUpOnceAsync(users, $"title eq \"T ~{i * 13}~\""));
            Assert.Equal((1, 1L), await LookUpOnceAsync(users, $"title eq \"T ~{(i * 13) + 1}~\""));
        }
    }

    [Fact]
    public async Task MakeKeys_ThatWasInterrupted_GoesOnInAnotherProcess()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        UserStore users = await fixture.OpenAsync(AtOnce, time);
        UserStore others = fixture.OpenAgain(users, AtOnce, time);
        await users.Store.CreateAsync(Call, Numbered(), Cancel);
        await SeededUsers.CopyAsync(users, Call.TenantId, 2_000, Cancel);
        await users.Store.ChooseLookupsAsync(Call, ["title"], Cancel);
        using var stop = new CancellationTokenSource();
        users.Interrupt = command =>
        {
            if (command == "update") stop.Cancel();
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => users.Store.MakeKeysAsync(stop.Token));
        Assert.Equal(0, await others.Store.MakeKeysAsync(Cancel));
        time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(1, await others.Store.MakeKeysAsync(Cancel));
        Assert.Equal((1, 1L), await LookUpOnceAsync(others, "title eq \"T ~1999~\""));
    }

    [Theory]
    [InlineData("password")]
    [InlineData("name")]
    [InlineData("nonsense")]
    [InlineData("x509Certificates.value")]
    [InlineData("active")]
    [InlineData("groups.$ref")]
    public async Task ChooseLookups_OfWhatHasNoKeys_IsInvalidPath(string path)
    {
        UserStore users = await fixture.OpenAsync(AtOnce);

        ScimException error = await Assert.ThrowsAsync<ScimException>(() => users.Store.ChooseLookupsAsync(Call, [path], Cancel));

        Assert.Equal(ScimErrorType.InvalidPath, error.Type);
    }

    private static async Task<(string Path, int Found, long Examined)> LookUpAsync(UserStore users, string path, string number)
    {
        ScimAttribute attribute = KeyPlan.Possible(ScimResourceTypes.User).Single(item => item.Path == path);
        string value = path switch
        {
            "userName" => $"user{number}@contoso.com",
            "externalId" => $"e{number}",
            "title" => $"T {number}",
            _ => TextOf(attribute, number),
        };
        (int found, long examined) = await LookUpOnceAsync(users, $"{path} eq \"{value}\"");
        return (path, found, examined);
    }

    private static async Task<(int Found, long Examined)> LookUpOnceAsync(UserStore users, string filter)
    {
        ResourcePage<User>? page = null;
        string[] commands = await users.CommandsOfAsync(async () =>
            page = await users.Store.ListAsync(Call, new ListQuery { Filter = filter }, mask: null, Cancel));

        // The plan is read before it where it may have changed.
        Assert.Equal("find", commands[^1]);
        Assert.InRange(commands.Length, 1, 2);
        BsonDocument explained = await users.ExplainAsync("find", Cancel);
        return ((int)page!.Page.TotalResults, explained["executionStats"]["totalDocsExamined"].ToInt64());
    }

    private static User Small() => new()
    {
        Id = $"u{SeededUsers.Mark}",
        UserName = $"user{SeededUsers.Mark}@contoso.com",
        ExternalId = $"e{SeededUsers.Mark}",
        DisplayName = $"displayName {SeededUsers.Mark}",
        Emails = { new Email { Value = $"emails.value {SeededUsers.Mark}", Type = "work" } },
    };

    /// <summary>A user with a text in each attribute that has one.</summary>
    private static User Numbered()
    {
        User user = Small();
        user.Title = $"T {SeededUsers.Mark}";
        foreach (ScimAttribute attribute in KeyPlan.Possible(ScimResourceTypes.User))
        {
            if (!attribute.IsWritable || attribute.Type is not (AttributeType.String or AttributeType.Reference)) continue;
            object owner = user;
            foreach (ScimAttribute above in Ancestors(attribute)) owner = Owner(above, owner);
            if (!attribute.MultiValued && (attribute.Name == "type" || !attribute.Accessor.IsAssigned(owner))) attribute.Accessor.SetString(owner, TextOf(attribute, SeededUsers.Mark));
        }

        return user;
    }

    private static string TextOf(ScimAttribute attribute, string number) => $"{attribute.Path.Split(':')[^1]} {number}";

    private static IEnumerable<ScimAttribute> Ancestors(ScimAttribute attribute) =>
        attribute.Parent is null ? [] : [.. Ancestors(attribute.Parent), attribute.Parent];

    private static object Owner(ScimAttribute complex, object owner)
    {
        if (complex.MultiValued)
        {
            if (complex.Accessor.GetCount(owner) == 0) complex.Accessor.Add(owner, complex.Accessor.CreateComplex());
            return complex.Accessor.GetItem(owner, 0);
        }

        if (!complex.Accessor.IsAssigned(owner)) complex.Accessor.SetValue(owner, complex.Accessor.CreateComplex());
        return complex.Accessor.GetValue(owner)!;
    }

    private static User Titled(User user, string title)
    {
        User next = user.Clone();
        next.Title = title;
        return next;
    }
}
