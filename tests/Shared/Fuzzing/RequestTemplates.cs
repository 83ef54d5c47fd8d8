using System.Globalization;

namespace Scim.Tests.Shared.Fuzzing;

/// <summary>Requests as identity providers send them, one of each kind, to be changed.</summary>
internal static class RequestTemplates
{
    private const string Patch = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
    private const string Enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    private const string Root = "/scim/v2";

    private const string UserBody =
        """
        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],"userName":"uNUMBER@example.com",
         "externalId":"NUMBER","active":"True","name":{"givenName":"\u00e9","familyName":"B","formatted":"\ud83d\ude00"},"emails":[{"value":"a@example.com","type":"work","primary":true}],
         "phoneNumbers":[{"value":"tel:+1-201-555-0123","type":"mobile"}],"roles":["{\"value\":\"1\"}"],"x509Certificates":[{"value":"AQI="}],
         "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"employeeNumber":"1","manager":{"value":"USER","$ref":"../Users/USER"}},
         "meta":{"created":"2026-01-02T03:04:05Z"},"password":"t1meMa$heen"}
        """;

    private const string BulkBody =
        """
        {"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"failOnErrors":1,"Operations":[
         {"method":"POST","path":"/Groups","bulkId":"g","data":{"displayName":"b","members":[{"value":"bulkId:u"}]}},{"method":"POST","path":"/Users","bulkId":"u","data":NEW},
         {"method":"PATCH","path":"/Users/USER","version":"W/\"1\"","data":CHANGE},{"method":"DELETE","path":"/Users/bulkId:u"},{"method":"DELETE","path":"/Groups/bulkId:g"}]}
        """;

    private static readonly string[] Filters =
    [
        "userName eq \"a@example.com\"", "externalId eq \"a\" and active eq true", "emails[type eq \"work\" and value co \"@\"]", "not (title pr) or name.familyName sw \"A\"",
        "meta.lastModified gt \"2020-05-13T04:42:34Z\"", Enterprise + ":employeeNumber eq \"1\"", "emails.value ew \".com\" and (userType ne \"x\" or nickName le \"y\")",
        "id eq \"USER\"", "groups.value eq \"GROUP\"", "active eq \"True\"", "addresses[type eq \"work\"].locality eq \"Seattle\"", "members[value eq \"USER\"]", "displayName ge \"g\"",
    ];

    private static readonly string[] Patches =
    [
        """{"op":"Replace","path":"emails[type eq \"work\"].value","value":"b@example.com"}""",
        """{"op":"add","value":{"name.givenName":"y","active":"False","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department":"d"}}""",
        """{"op":"remove","path":"phoneNumbers[type eq \"mobile\" and primary eq true]"}""",
        """{"op":"add","path":"members","value":[{"value":"USER"}]}""",
        """{"op":"remove","path":"members[value eq \"USER\"]"}""",
        """{"op":"replace","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager","value":"USER"}""",
        """{"op":"replace","value":{"roles":[{"value":"r","primary":true}],"x509Certificates":[{"value":"AQI="}],"locale":"en-US"}}""",
    ];

    /// <summary>A request, chosen at random.</summary>
    public static RequestDraft Pick(Random random, FuzzTarget target)
    {
        string type = random.Next(3) == 0 ? "Groups" : "Users", id = type == "Users" ? target.User : target.Group;
        RequestDraft draft = random.Next(16) switch
        {
            0 or 1 or 2 => List(random, $"{Root}/{type}", target),
            3 => RequestDraft.Of("GET", $"{Root}/{type}/{id}").With("attributes", "userName,emails.value,displayName,members.value").Header("If-None-Match", "W/\"1\""),
            4 or 5 => RequestDraft.Of("POST", $"{Root}/{type}", Resource(random, type, target), random.Next(8) == 0),
            6 => RequestDraft.Of("PUT", $"{Root}/{type}/{id}", Resource(random, type, target)).Header("If-Match", "W/\"1\""),
            7 or 8 or 9 => RequestDraft.Of("PATCH", $"{Root}/{type}/{id}", PatchOf(random, target), random.Next(8) == 0),
            10 => RequestDraft.Of("DELETE", $"{Root}/{type}/{Guid.Empty}").Header("If-Match", "*"),
            11 => RequestDraft.Of("POST", $"{Root}/{(random.Next(3) == 0 ? "" : type + "/")}.search", Search(random, target)),
            12 => RequestDraft.Of("POST", Root + "/Bulk", Bulk(random, target)),
            13 => RequestDraft.Of("GET", Root + Any(random, "/Schemas", "/ResourceTypes/User", "/ServiceProviderConfig", "/Schemas/" + Enterprise, "/", "/Me")).With("filter", "id pr"),
            14 => RequestDraft.Of(Any(random, "GET", "HEAD", "OPTIONS"), Any(random, "/.well-known/jwks.json", "/openapi/v1.json", "/health/ready", "/nowhere", $"/tenants/fuzz/scim/v2/{type}/{id}")),
            _ => RequestDraft.Of("POST", Any(random, "/scim.users.v1.UserService/GetUser", "/scim.tokens.v1.TokenService/CheckToken", "/scim.groups.v1.GroupService/ListGroups"), "\0\0\0\0\u0004\u000a\u0002fu").Header("Content-Type", "application/grpc"),
        };
        draft.Header("Authorization", "Bearer " + target.Token);
        if (draft.Body is not null && draft.Headers.TrueForAll(header => header.Name != "Content-Type")) draft.Header("Content-Type", "application/scim+json; charset=utf-8");
        if (random.Next(4) == 0) draft.Header("Accept", "application/scim+json, application/json;q=0.9, */*;q=0.1");
        if (random.Next(8) == 0) draft.Header("Accept-Encoding", "gzip, br;q=0.5");
        if (random.Next(8) == 0) draft.Header("X-Forwarded-For", "203.0.113.1").Header("X-Request-Id", Guid.Empty.ToString()).Header("scim-caller-bin", "CgFhEgFi");
        return draft;
    }

    private static RequestDraft List(Random random, string path, FuzzTarget target)
    {
        RequestDraft draft = RequestDraft.Of("GET", path);
        if (random.Next(4) != 0) draft.With("filter", Filter(random, target));
        if (random.Next(3) == 0) draft.With("sortBy", "name.familyName").With("sortOrder", "descending");
        if (random.Next(2) == 0) draft.With("count", "2").With("startIndex", "1");
        if (random.Next(4) == 0) draft.With("excludedAttributes", "groups,members,emails[type eq \"work\"]");
        if (random.Next(8) == 0) draft.With("cursor", "");
        return draft;
    }

    private static string Resource(Random random, string type, FuzzTarget target) => type == "Groups"
        ? $$"""{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"g{{random.Next()}}","externalId":null,"members":[{"value":"{{target.User}}","type":"User","$ref":"../Users/{{target.User}}"}]}"""
        : Named(UserBody, target).Replace("NUMBER", random.Next().ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    private static string PatchOf(Random random, FuzzTarget target) =>
        Named($$"""{"schemas":["{{Patch}}"],"Operations":[{{string.Join(',', Enumerable.Range(0, random.Next(1, 4)).Select(_ => Any(random, Patches)))}}]}""", target);

    private static string Search(Random random, FuzzTarget target) =>
        $$"""{"schemas":["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],"filter":"{{Filter(random, target).Replace("\"", "\\\"", StringComparison.Ordinal)}}","attributes":["displayName"],"startIndex":1,"count":2,"sortBy":"meta.created","cursor":null}""";

    private static string Bulk(Random random, FuzzTarget target) => Named(BulkBody, target)
        .Replace("NEW", Resource(random, "Users", target), StringComparison.Ordinal)
        .Replace("CHANGE", PatchOf(random, target), StringComparison.Ordinal);

    private static string Filter(Random random, FuzzTarget target) => Named(Any(random, Filters), target);

    private static string Named(string text, FuzzTarget target) =>
        text.Replace("USER", target.User, StringComparison.Ordinal).Replace("GROUP", target.Group, StringComparison.Ordinal);

    private static string Any(Random random, params string[] values) => values[random.Next(values.Length)];
}
