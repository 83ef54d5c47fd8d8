using System.Net;
using Scim.Protos.Common.V1;
using Scim.Protos.Tokens.V1;

namespace Scim.Authentication.Tests;

/// <summary>A long-lived token that may only read.</summary>
public sealed class ScopeTests(AuthenticationSystem system) : IClassFixture<AuthenticationSystem>
{
    private const string User = """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"a"}""";
    private const string Patch = """{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"displayName","value":"b"}]}""";
    private const string Bulk = """{"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[{"method":"DELETE","path":"/Users/x"}]}""";
    private const string Search = """{"schemas":["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],"count":1}""";

    [Theory]
    [InlineData("POST", "Users", User, HttpStatusCode.Forbidden)]
    [InlineData("PUT", "Users/x", User, HttpStatusCode.Forbidden)]
    [InlineData("PATCH", "Users/x", Patch, HttpStatusCode.Forbidden)]
    [InlineData("DELETE", "Users/x", null, HttpStatusCode.Forbidden)]
    [InlineData("POST", "Groups", """{"displayName":"g"}""", HttpStatusCode.Forbidden)]
    [InlineData("PATCH", "Groups/x", Patch, HttpStatusCode.Forbidden)]
    [InlineData("DELETE", "Groups/x", null, HttpStatusCode.Forbidden)]
    [InlineData("POST", "Bulk", Bulk, HttpStatusCode.Forbidden)]
    [InlineData("GET", "Users", null, HttpStatusCode.OK)]
    [InlineData("GET", "Groups", null, HttpStatusCode.OK)]
    [InlineData("POST", "Users/.search", Search, HttpStatusCode.OK)]
    [InlineData("POST", ".search", Search, HttpStatusCode.OK)]
    [InlineData("GET", "Schemas", null, HttpStatusCode.OK)]
    public async Task Request_WithATokenThatMayOnlyRead_ReadsOnly(string method, string path, string? json, HttpStatusCode expected)
    {
        string token = await system.System.NewTenantAsync($"t{Guid.NewGuid():N}", new Connection { DisplayName = "x" }, TestContext.Current.CancellationToken, Scope.Read);

        Assert.Equal(expected, await system.SendAsync(new HttpMethod(method), token, null, path, json));
    }
}
