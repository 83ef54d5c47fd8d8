using System.Net;
using System.Text.Json.Nodes;

namespace Scim.Standalone.Tests;

public sealed class RestartTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Restart_AfterAStopOrAKill_FindsEverythingAgain(bool kill)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("standalone-");
        string data = Path.Combine(folder.FullName, "data");
        JsonObject user;
        string keys;
        await using (StandaloneInstance first = await StandaloneInstance.StartAsync(data, Cancel))
        {
            user = await first.Client.PostAsync("Users", """{"userName":"stays@contoso.com"}""");
            keys = await first.Client.GetStringAsync(new Uri("/.well-known/jwks.json", UriKind.Relative), Cancel);
            if (kill) await first.KillAsync();
            else Assert.Equal(0, await first.StopAsync(Cancel));
        }

        await using (StandaloneInstance second = await StandaloneInstance.StartAsync(data, Cancel))
        {
            Assert.Equal([(string)user["id"]!], await second.Client.FindAsync("Users?filter=userName eq \"stays@contoso.com\""));
            await second.Client.SendAsync(HttpMethod.Post, "Users", HttpStatusCode.Conflict, """{"userName":"stays@contoso.com"}""");
            Assert.Contains("RS256", keys, StringComparison.Ordinal);
            Assert.Equal(keys, await second.Client.GetStringAsync(new Uri("/.well-known/jwks.json", UriKind.Relative), Cancel));
            Assert.DoesNotContain("scim_", second.Output, StringComparison.Ordinal);
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task SecretFiles_OfAFirstStart_AreForTheirOwnerOnly()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no file modes.");
            return;
        }

        DirectoryInfo folder = Directory.CreateTempSubdirectory("standalone-");
        string data = Path.Combine(folder.FullName, "data");
        await using (await StandaloneInstance.StartAsync(data, Cancel))
        {
            foreach (string file in (string[])["connection.json", "signing.key"])
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(data, file)));
            }
        }

        folder.Delete(recursive: true);
    }
}
