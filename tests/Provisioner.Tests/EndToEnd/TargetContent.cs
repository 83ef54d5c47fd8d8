using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Scim.Provisioning.Tests.EndToEnd;

/// <summary>Reads everything that a SCIM endpoint holds, page by page.</summary>
internal static class TargetContent
{
    private const int Page = 100;

    /// <summary>Whether the endpoint has groups at all.</summary>
    public static async Task<bool> HasGroupsAsync(string url, string token)
    {
        using HttpClient client = Client(token);
        using HttpResponseMessage answer = await client.GetAsync($"{url}/Groups?startIndex=1&count=1", TestContext.Current.CancellationToken);
        return answer.IsSuccessStatusCode;
    }

    public static async Task<List<JsonObject>> ReadAsync(string url, string token, string collection)
    {
        using HttpClient client = Client(token);
        var found = new List<JsonObject>();
        while (true)
        {
            string text = await client.GetStringAsync($"{url}/{collection}?startIndex={found.Count + 1}&count={Page}", TestContext.Current.CancellationToken);
            JsonNode list = JsonNode.Parse(text)!;
            JsonArray page = list["Resources"]?.AsArray() ?? [];
            found.AddRange(page.Select(node => (JsonObject)node!.DeepClone()));
            if (page.Count == 0 || found.Count >= list["totalResults"]!.GetValue<int>()) return found;
        }
    }

    private static HttpClient Client(string token)
    {
        var client = new HttpClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }
}
