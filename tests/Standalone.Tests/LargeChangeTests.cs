using System.Net.Http.Headers;
using System.Text;

namespace Scim.Standalone.Tests;

public sealed class LargeChangeTests
{
    private const int Users = 2_500;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task LargeChangeOfMembers_KilledInTheMiddle_IsFinishedAfterTheRestart()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("standalone-");
        string data = Path.Combine(folder.FullName, "data"), group;
        string[] users;
        await using (StandaloneInstance first = await StandaloneInstance.StartAsync(data, Cancel))
        {
            users = await CreateUsersAsync(first.Client);
            group = (string)(await first.Client.PostAsync("Groups", """{"displayName":"Large"}"""))["id"]!;
            Task change = SendAsync(first.Client, group, users);
            while ((await MembersAsync(first.Client, group)).Length == 0) Cancel.ThrowIfCancellationRequested();
            await first.KillAsync();
            await change;
        }

        await using (StandaloneInstance second = await StandaloneInstance.StartAsync(data, Cancel))
        {
            string[] members;
            while ((members = await MembersAsync(second.Client, group)).Length < Users) Cancel.ThrowIfCancellationRequested();
            Assert.Equal(users.Order(StringComparer.Ordinal), members);
        }

        folder.Delete(recursive: true);
    }

    private static async Task SendAsync(HttpClient client, string group, string[] members)
    {
        string values = string.Join(',', members.Select(id => $$"""{"value":"{{id}}"}"""));
        using var body = new StringContent(
            $$"""{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"add","path":"members","value":[{{values}}]}]}""",
            Encoding.UTF8,
            new MediaTypeHeaderValue("application/scim+json"));
        try
        {
            using HttpResponseMessage answer = await client.PatchAsync(new Uri($"{client.BaseAddress}Groups/{group}"), body, Cancel);
        }
        catch (HttpRequestException)
        {
            // The process is killed before it answers.
        }
    }

    private static async Task<string[]> MembersAsync(HttpClient client, string group) =>
        [.. ((await client.ReadAsync($"Groups/{group}"))["members"]?.AsArray() ?? []).Select(member => (string)member!["value"]!)];

    private static async Task<string[]> CreateUsersAsync(HttpClient client)
    {
        string[] ids = new string[Users];
        await Parallel.ForAsync(0, Users, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Cancel }, async (i, _) =>
            ids[i] = (string)(await client.PostAsync("Users", $$"""{"userName":"large{{i}}@contoso.com"}"""))["id"]!);
        return ids;
    }
}
