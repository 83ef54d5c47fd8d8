using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Grpc.Core;
using Scim.Protos.Common.V1;
using Scim.Protos.Tokens.V1;
using Scim.ServiceDefaults.Callers;

namespace Scim.Isolation.Tests;

/// <summary>The provisioning log: what clients did, each once, and none of it known to another tenant.</summary>
public sealed class ActivityTests(TwoTenants system) : IClassFixture<TwoTenants>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_ThatChangeOrFail_AreInTheLogOfTheirTenantOnce()
    {
        JsonNode user = await SendAsync(HttpMethod.Post, "Users", """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"log@example.com","active":true}""", HttpStatusCode.Created);
        string id = (string)user["id"]!;
        await SendAsync(HttpMethod.Post, "Users", """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"LOG@example.com"}""", HttpStatusCode.Conflict);
        await SendAsync(HttpMethod.Patch, $"Users/{id}", Patch("""{"op":"Replace","path":"active","value":"False"}"""), HttpStatusCode.OK);
        await SendAsync(HttpMethod.Patch, $"Users/{id}", Patch("""{"op":"Replace","path":"active","value":"False"}"""), HttpStatusCode.OK);
        await SendAsync(HttpMethod.Patch, $"Users/{id}", Patch("""{"op":"Replace","path":"emails[type eq \"work\"].value","value":"secret@example.com"}"""), HttpStatusCode.OK);
        await SendAsync(HttpMethod.Get, $"Users/{id}", null, HttpStatusCode.OK);
        await SendAsync(HttpMethod.Delete, $"Users/{id}", null, HttpStatusCode.NoContent);

        List<ActivityRecord> records = await ReadAsync(TwoTenants.Ours, 6);

        Assert.Equal(
            [
                (ActivityAction.Create, ActivityOutcome.Success, 201, ""),
                (ActivityAction.Create, ActivityOutcome.Failure, 409, "uniqueness"),
                (ActivityAction.Disable, ActivityOutcome.Success, 200, ""),
                (ActivityAction.Disable, ActivityOutcome.NoChange, 200, ""),
                (ActivityAction.Update, ActivityOutcome.Success, 200, ""),
                (ActivityAction.Delete, ActivityOutcome.Success, 204, ""),
            ],
            records.Select(record => (record.Action, record.Outcome, record.HttpStatus, record.ScimType)));
        Assert.Equal(["emails.value"], records[4].ChangedPaths);
        Assert.Equal("log@example.com", records[0].ResourceName);
        Assert.DoesNotContain("secret", string.Concat(records), StringComparison.Ordinal);
        Assert.Empty(await ReadAsync(TwoTenants.Theirs, 0));
    }

    /// <summary>The log, oldest first, once it has so many records: they are written behind the answers.</summary>
    private async Task<List<ActivityRecord>> ReadAsync(string tenantId, int expected)
    {
        CallInvoker invoker = system.Invoker("scim.tokens.v1").As(new CallerAssertion { Kind = CallerKind.Operator, Scope = Scope.Read, Actor = "test" }, system.Keys);
        var client = new ActivityService.ActivityServiceClient(invoker);
        while (true)
        {
            ListActivityResponse found = await client.ListActivityAsync(new ListActivityRequest { TenantId = tenantId }, cancellationToken: Token);
            if (found.Records.Count >= expected) return [.. found.Records.OrderBy(record => record.At.ToDateTimeOffset())];
        }
    }

    private static string Patch(string operation) => $$"""{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{{operation}}]}""";

    private async Task<JsonNode> SendAsync(HttpMethod method, string path, string? json, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(method, "/scim/v2/" + path);
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue("application/scim+json"));
        using HttpResponseMessage response = await system.OurClient.SendAsync(request, Token);
        string body = await response.Content.ReadAsStringAsync(Token);
        Assert.True(response.StatusCode == expected, body);
        return body.Length == 0 ? new JsonObject() : JsonNode.Parse(body)!;
    }
}
