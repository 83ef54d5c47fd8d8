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
        await using (StandaloneInstance first = await StandaloneInstance.StartAsync(data, Cancel))
        {
            user = await first.Client.PostAsync("Users", """{"userName":"stays@contoso.com"}""");
            if (kill) await first.KillAsync();
            else Assert.Equal(0, await first.StopAsync(Cancel));
        }

        await using (StandaloneInstance second = await StandaloneInstance.StartAsync(data, Cancel))
        {
            Assert.Equal([(string)user["id"]!], await second.Client.FindAsync("Users?filter=userName eq \"stays@contoso.com\""));
            await second.Client.SendAsync(HttpMethod.Post, "Users", HttpStatusCode.Conflict, """{"userName":"stays@contoso.com"}""");
            Assert.DoesNotContain("scim_", second.Output, StringComparison.Ordinal);
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task ConnectionFile_OfAFirstStart_IsForItsOwnerOnly()
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
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(data, "connection.json")));
        }

        folder.Delete(recursive: true);
    }
}
