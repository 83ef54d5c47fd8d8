using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Scim.Tests.Shared.Fuzzing;

/// <summary>Sends changed requests to a gateway, and fails those that it answers with 5xx, not at all, or with what is no JSON.</summary>
internal sealed class HttpFuzzer(Uri gateway, string token, FuzzTally tally)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private long _next;

    /// <summary>Sends the requests of so many seeds, over so many connections.</summary>
    public Task RunAsync(long first, long count, int connections, CancellationToken cancel)
    {
        _next = first;
        return Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(() => RunAsync(first + count, cancel), cancel)));
    }

    /// <summary>Sends the request of one seed, and answers both sides of it as text.</summary>
    public async Task<string> ReplayAsync(long seed, CancellationToken cancel)
    {
        using RawHttpConnection connection = await RawHttpConnection.OpenAsync(gateway, cancel);
        FuzzTarget target = await PrepareAsync(cancel);
        FuzzedRequest request = RequestGen.Of(seed, target);
        RawAnswer? answer = await ExchangeAsync(connection, request, cancel);
        return $"{Encoding.Latin1.GetString(request.Bytes)}\n\n{answer?.Status}\n{Encoding.UTF8.GetString(answer?.Body ?? [])}";
    }

    private async Task RunAsync(long end, CancellationToken cancel)
    {
        FuzzTarget target = await PrepareAsync(cancel);
        RawHttpConnection connection = await RawHttpConnection.OpenAsync(gateway, cancel);
        try
        {
            while (!cancel.IsCancellationRequested)
            {
                long seed = Interlocked.Increment(ref _next) - 1;
                if (seed >= end) return;
                FuzzedRequest request = RequestGen.Of(seed, target);
                RawAnswer? answer = await TryAsync(connection, seed, request, cancel);
                if (answer is { Status: 201 }) await AdoptAsync(target, answer, cancel);
                if (connection.IsOpen && request.Framed && answer is not null) continue;
                connection.Dispose();
                connection = await RawHttpConnection.OpenAsync(gateway, cancel);
            }
        }
        finally
        {
            connection.Dispose();
        }
    }

    private async Task<RawAnswer?> TryAsync(RawHttpConnection connection, long seed, FuzzedRequest request, CancellationToken cancel)
    {
        try
        {
            RawAnswer? answer = await ExchangeAsync(connection, request, cancel);
            tally.Answered(answer?.Status.ToString(CultureInfo.InvariantCulture) ?? "closed");
            if (Judge(answer, request) is { } what) tally.Fail(seed, what, request.Bytes);
            return answer;
        }
        catch (Exception error) when (error is SocketException or InvalidDataException or OperationCanceledException or JsonException && !cancel.IsCancellationRequested)
        {
            // A server that refuses a request may close before it has read all of it.
            tally.Answered(error is SocketException ? "reset" : "broken");
            if (error is not SocketException || request.Framed) tally.Fail(seed, $"{error.GetType().Name}: {error.Message}", request.Bytes);
            return null;
        }
    }

    private static async Task<RawAnswer?> ExchangeAsync(RawHttpConnection connection, FuzzedRequest request, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        await connection.SendAsync(request.Bytes, patience.Token);
        if (!request.Framed) connection.EndSending();
        return await connection.ReadAsync(request.IsHead, patience.Token);
    }

    private static string? Judge(RawAnswer? answer, FuzzedRequest request)
    {
        if (answer is null) return request.Framed ? "closed without an answer" : null;
        // 501 and 505 say what is asked for, not that something went wrong.
        if (answer.Status >= 500 && answer.Status is not (501 or 505)) return $"{answer.Status} {Encoding.UTF8.GetString(answer.Body)}";
        bool scim = answer.Headers.TryGetValue("Content-Type", out string? type) && type.StartsWith("application/scim+json", StringComparison.Ordinal);
        if (scim && answer.Body.Length > 0 && !answer.Headers.ContainsKey("Content-Encoding")) using (JsonDocument.Parse(answer.Body)) { }
        return null;
    }

    private async Task<FuzzTarget> PrepareAsync(CancellationToken cancel)
    {
        var target = new FuzzTarget(token);
        string user = (await CreateAsync("Users", $$"""{"userName":"{{Guid.NewGuid()}}@example.com"}""", cancel))[^36..];
        target.User = user;
        target.Group = (await CreateAsync("Groups", $$"""{"displayName":"g","members":[{"value":"{{user}}"}]}""", cancel))[^36..];
        return target;
    }

    /// <summary>What was created takes the place of what was named before, which is deleted.</summary>
    private async Task AdoptAsync(FuzzTarget target, RawAnswer created, CancellationToken cancel)
    {
        if (!created.Headers.TryGetValue("Location", out string? location) || location.Length < 36 || !Guid.TryParse(location[^36..], out _)) return;
        bool user = location.Contains("/Users/", StringComparison.Ordinal);
        string old = user ? target.User : target.Group;
        if (user) target.User = location[^36..];
        else target.Group = location[^36..];
        await SendAsync("DELETE", $"{(user ? "Users" : "Groups")}/{old}", "", cancel);
    }

    private async Task<string> CreateAsync(string type, string body, CancellationToken cancel) => (await SendAsync("POST", type, body, cancel)).Headers["Location"];

    private async Task<RawAnswer> SendAsync(string method, string path, string body, CancellationToken cancel)
    {
        using RawHttpConnection connection = await RawHttpConnection.OpenAsync(gateway, cancel);
        string head = string.Create(
            CultureInfo.InvariantCulture,
            $"{method} /scim/v2/{path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nContent-Type: application/scim+json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        await connection.SendAsync(Encoding.ASCII.GetBytes(head), cancel);
        return await connection.ReadAsync(false, cancel) ?? throw new InvalidDataException($"{method} {path} was not answered.");
    }
}
