using Scim.Provisioning.Directories;
using Scim.Provisioning.Generation;

namespace Scim.Provisioning.Tests.Directories;

public sealed class DirectoryFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("directories");

    private string File1 => Path.Combine(_folder.FullName, "directory.json");

    [Fact]
    public async Task ReadAsync_OfAFolderOfCsv_ReadsQuotesLineBreaksAndBooleans()
    {
        Write("users.csv", "\uFEFFid,userPrincipalName,displayName,accountEnabled,manager,softDeleted\r\nu1,a@b.c,\"O\"\"Brien,\nZoë\",false,u2,\r\nu2,b@b.c,,TRUE,,2026-01-02T03:04:05Z\r\n");
        Write("groups.csv", "id,displayName\ng1,G\n");
        Write("members.csv", "group,member\ng1,u1\ng1,u2\ng1,u1\n");
        Write("assignments.csv", "id\ng1");

        SourceDirectory directory = await DirectoryFile.ReadAsync(_folder.FullName, TestContext.Current.CancellationToken);

        SourceUser user = directory.Users[0];
        Assert.Equal("O\"Brien,\nZoë", user.Attributes.Text("displayName"));
        Assert.Equal((false, "u2", "u1"), (user.IsEnabled, user.ManagerId, user.Attributes.Text("objectId")));
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), directory.Users[1].SoftDeletedAt);
        Assert.Null(directory.Users[1].Attributes["displayName"]);
        Assert.Equal(["u1", "u2"], directory.Groups.Single().MemberIds);
        Assert.Equal(["g1"], directory.Assignments);
    }

    [Theory]
    [InlineData("name\nx\n", "no column 'id'")]
    [InlineData("id,name\n,x\n", "line 2: id is empty")]
    [InlineData("id\n\"a\nb", "a quote is not closed")]
    [InlineData("id\n\"a\"b", "text follows a closing quote")]
    [InlineData("id\na,b", "2 fields under 1 columns")]
    [InlineData("id,softDeleted\na,soon", "line 2: softDeleted")]
    public async Task ReadAsync_OfBadCsv_NamesThePlace(string users, string expected)
    {
        Write("users.csv", users);
        var problem = await Assert.ThrowsAsync<ProvisioningException>(() => DirectoryFile.ReadAsync(_folder.FullName, TestContext.Current.CancellationToken));
        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]", "not a JSON object")]
    [InlineData("{\"users\": {}}", "'users' is not an array")]
    [InlineData("{\"users\": [{\"name\": \"x\"}]}", "users[0] has no id")]
    [InlineData("{\"users\": [{\"id\": \"a\"}, {\"id\": \"a\"}]}", "'a' twice")]
    [InlineData("{\"users\": [{\"id\": \"a\"}], \"groups\": [{\"id\": \"a\"}]}", "'a' twice")]
    [InlineData("{\"users\": [{\"id\": \"a\", \"manager\": 1}]}", "users[0].manager is not a string")]
    [InlineData("{\"groups\": [{\"id\": \"g\", \"members\": [1]}]}", "groups[0].members[0]")]
    [InlineData("{\"groups\": [{\"id\": \"g\", \"members\": 1}]}", "groups[0].members is not an array")]
    [InlineData("{\"users\": [", "is not a directory")]
    [InlineData("{\"users\": [{\"id\": \"a\"}", "is not a directory")]
    [InlineData("{\"users\": [}", "is not a directory")]
    [InlineData("", "is not a directory")]
    public async Task ReadAsync_OfBadJson_NamesThePlace(string text, string expected)
    {
        Write("directory.json", text);
        var problem = await Assert.ThrowsAsync<ProvisioningException>(() => DirectoryFile.ReadAsync(File1, TestContext.Current.CancellationToken));
        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WriteAsync_OfAGeneratedDirectory_IsReadBackEqual()
    {
        SourceDirectory made = DirectoryChanges.Apply(DirectoryGenerator.Generate(300, 30, 3), 100, 4, DateTimeOffset.UnixEpoch);
        await DirectoryWriter.WriteAsync(made, File1, TestContext.Current.CancellationToken);

        SourceDirectory read = await DirectoryFile.ReadAsync(File1, TestContext.Current.CancellationToken);

        Assert.Equal(made.Users.Select(Text), read.Users.Select(Text));
        Assert.Equal(made.Groups.Select(Text), read.Groups.Select(Text));
        Assert.Equal(made.Assignments.Order(), read.Assignments.Order());
    }

    [Fact]
    public async Task ReadAsync_OfElementsLongerThanTheBuffer_SkipsWhatItDoesNotKnow()
    {
        string members = string.Join(',', Enumerable.Range(0, 50_000).Select(i => $"\"user-{i}\""));
        Write("directory.json", $$"""
            \uFEFF{ /* of a tool */ "version": {"a": [1, {"b": null}]}, "users": null, "assignments": ["g1"], "more": [[{{members}}]],
            "groups": [{"id": "g1", "displayName": "G", "members": [{{members}}]}, {"id": "g2", "members": null}] }
            """.Replace("\\uFEFF", "\uFEFF", StringComparison.Ordinal));

        SourceDirectory directory = await DirectoryFile.ReadAsync(File1, TestContext.Current.CancellationToken);

        Assert.Equal(50_000, directory.Groups[0].MemberIds.Count);
        Assert.Empty(directory.Groups[1].MemberIds);
        Assert.Equal(["g1"], directory.Assignments);
    }

    [Fact]
    public void Generate_OfTheSameSeed_IsTheSameDirectory()
    {
        SourceDirectory one = DirectoryGenerator.Generate(200, 20, 9), two = DirectoryGenerator.Generate(200, 20, 9), other = DirectoryGenerator.Generate(200, 20, 10);

        Assert.Equal(one.Users.Select(Text), two.Users.Select(Text));
        Assert.Equal(one.Groups.Select(Text), two.Groups.Select(Text));
        Assert.NotEqual(one.Users.Select(Text), other.Users.Select(Text));
        Assert.Equal(200, one.Users.Select(user => user.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.Equal(20, one.Groups.Select(group => group.Name).Distinct().Count());
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static string Text(SourceUser user) =>
        $"{user.Id} {user.ManagerId} {user.SoftDeletedAt:O} {string.Join('|', user.Attributes.Values)}";

    private static string Text(SourceGroup group) =>
        $"{group.Id} {string.Join('|', group.Attributes.Values)} {string.Join(',', group.MemberIds)}";

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder.FullName, name), text);
}
