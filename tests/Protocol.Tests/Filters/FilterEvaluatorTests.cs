using System.Text;
using Scim.Protocol.Errors;
using Scim.Protocol.Filters;
using Scim.Protocol.Json;
using Scim.Protocol.Schema;
using Scim.Protos.Users.V1;

namespace Scim.Protocol.Tests.Filters;

public sealed class FilterEvaluatorTests
{
    private const string Ext = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    private static readonly User Barbara = Read("""
        {
          "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],
          "id": "2819c223-7f76-453a-919d-413861904646", "externalId": "BJensen701984", "userName": "bjensen@example.com",
          "name": {"formatted": "Ms. Barbara J Jensen, III", "familyName": "Jensen", "givenName": "Barbara"},
          "displayName": "Babs Jensen", "title": "Tour Guide", "userType": "Employee", "active": true,
          "emails": [
            {"value": "bjensen@example.com", "type": "work", "primary": true},
            {"value": "babs@jensen.org", "type": "home"},
            {"value": "spare@example.net"}],
          "addresses": [{"type": "work", "locality": "Hollywood", "country": "USA", "primary": true}, {"type": "home", "locality": "Hollywood"}],
          "x509Certificates": [{"value": "TUlJREN6"}],
          "profileUrl": "https://login.example.com/bjensen",
          "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {
            "employeeNumber": "701984", "department": "Tour Operations",
            "manager": {"value": "26118915-6090-4610-87e4-49d8ca9f808d", "displayName": "John Smith"}},
          "meta": {"resourceType": "User", "created": "2010-01-23T04:56:22Z", "lastModified": "2011-05-13T04:42:34Z", "version": "W/\"7\""}
        }
        """);

    public static TheoryData<string> Matching() =>
    [
        // RFC 7644 3.4.2.2
        "userName eq \"bjensen@example.com\"",
        "name.familyName co \"ense\"",
        "userName sw \"B\"",
        "urn:ietf:params:scim:schemas:core:2.0:User:userName sw \"b\"",
        "title pr",
        "meta.lastModified gt \"2011-05-13T04:42:33Z\"",
        "meta.lastModified ge \"2011-05-13T04:42:34Z\"",
        "meta.lastModified lt \"2011-05-13T04:42:34.001Z\"",
        "meta.lastModified le \"2011-05-13T04:42:34Z\"",
        "title pr and userType eq \"Employee\"",
        "title pr or userType eq \"Intern\"",
        $"schemas eq \"{Ext}\"",
        "userType eq \"Employee\" and (emails co \"example.com\" or emails.value co \"example.org\")",
        "userType ne \"Intern\" and not (emails co \"example.gov\" or emails.value co \"example.edu\")",
        "userType eq \"Employee\" and (emails.type eq \"work\")",
        "userType eq \"Employee\" and emails[type eq \"work\" and value co \"@example.com\"]",
        "emails[type eq \"other\"] or ims[type eq \"xmpp\" and value co \"@foo.com\"] or active eq true",

        // Case: names always, values unless caseExact (entra.md 8.1, 8.5)
        "USERNAME EQ \"BJENSEN@EXAMPLE.COM\"",
        $"{Ext.ToUpperInvariant()}:DEPARTMENT eq \"tour OPERATIONS\"",
        "externalId eq \"BJensen701984\"",
        "schemas eq \"URN:ietf:params:scim:schemas:core:2.0:user\"",

        // Precedence: or of (and)
        "title pr or title pr and nickName pr",
        "not (nickName pr) and title pr",

        // Same element (entra.md 8.7)
        "emails[type eq \"home\" and value ew \"jensen.org\"]",
        "not (emails[type eq \"home\" and value co \"example.com\"])",
        "emails.type eq \"home\" and emails.value co \"example.com\"",
        "emails[not (type pr)]",
        "addresses[type eq \"work\" and country eq \"usa\"]",

        // ne: absent values, and any of several
        "nickName ne \"x\"",
        "ims ne \"x\"",
        "emails ne \"bjensen@example.com\"",
        "emails[type ne \"work\" and type ne \"home\"]",

        // pr and null (RFC 7643 2.5)
        "emails pr",
        "name pr",
        "emails.type pr",
        "nickName eq null",
        "title ne null",
        "not (ims pr)",
        $"{Ext} pr",

        // Booleans, also quoted (Entra)
        "active eq true",
        "active eq \"True\"",
        "active ne false",
        "emails[primary eq \"True\"].value eq \"bjensen@example.com\"",
        "emails[primary EQ true]",

        // Order of strings, dates with offsets and fractions
        "displayName gt \"BABS\"",
        "displayName lt \"babt\"",
        "displayName ge \"babs jensen\"",
        "meta.created eq \"2010-01-23T05:56:22+01:00\"",
        "meta.created eq \"2010-01-23T04:56:22.000Z\"",
        "meta.resourceType eq \"User\"",
        "meta.version eq \"W/\\\"7\\\"\"",

        // Binary and references
        "x509Certificates.value eq \"TUlJREN6\"",
        "x509Certificates eq \"TUlJREN6\"",
        "profileUrl eq \"https://login.example.com/bjensen\"",
        $"{Ext}:manager.$ref eq \"https://example.com/scim/v2/Users/26118915-6090-4610-87e4-49d8ca9f808d\"",
        $"{Ext}:manager.$ref pr",
        "meta.location eq \"https://example.com/scim/v2/Users/2819c223-7f76-453a-919d-413861904646\"",

        // Extensions with and without URN; Entra's two-term filter and missing quotes
        $"{Ext}:manager.value eq \"26118915-6090-4610-87e4-49d8ca9f808d\"",
        $"{Ext}:employeeNumber eq 701984",
        "id eq 2819c223-7f76-453a-919d-413861904646 and manager eq 26118915-6090-4610-87e4-49d8ca9f808d",
        "department eq \"Tour Operations\"",
        "emails[type eq \"work\"].value eq \"bjensen@example.com\"",
        "emails[type eq \"work\"] eq \"bjensen@example.com\"",
    ];

    public static TheoryData<string> NotMatching() =>
    [
        "externalId eq \"bjensen701984\"",
        "id eq \"2819C223-7F76-453A-919D-413861904646\"",
        "emails[type eq \"work\" and value ew \"jensen.org\"]",
        "emails[type eq \"untyped\"]",
        "emails.type eq \"untyped\"",
        "nickName eq \"x\"",
        "nickName co \"\"",
        "nickName gt \"a\"",
        "nickName pr",
        "title eq null",
        "ims pr",
        "active eq false",
        "active ne \"True\"",
        "(title pr or title pr) and nickName pr",
        "not (title pr)",
        "userName ne \"BJENSEN@example.com\"",
        "meta.lastModified gt \"2011-05-13T04:42:34Z\"",
        "schemas eq \"urn:x\"",
        "schemas ne \"urn:ietf:params:scim:schemas:core:2.0:User\" and nickName pr",
        "x509Certificates.value eq \"AAAA\"",
        "urn:ietf:params:scim:schemas:core:2.0:User:ims pr",
    ];

    /// <summary>A filter that does not fit the schema, and a part of what the error says.</summary>
    public static TheoryData<string, string> Refused() => new()
    {
        { "userNam eq \"x\"", "'userNam'" },
        { "name.nickName eq \"x\"", "'name.nickName'" },
        { "userName.value eq \"x\"", "'userName.value'" },
        { "urn:x:1.0:thing eq \"x\"", "'urn:x:1.0:thing'" },
        { "emails[typ eq \"x\"]", "'typ'" },
        { "name eq \"x\"", "name is complex" },
        { $"{Ext} eq \"x\"", "is complex" },
        { "title[value eq \"x\"]", "title is not complex" },
        { "active gt true", "'gt'" },
        { "active co \"tr\"", "'co'" },
        { "x509Certificates.value lt \"AAAA\"", "'lt'" },
        { "meta.created co \"2010\"", "'co'" },
        { "active eq \"maybe\"", "active is Boolean" },
        { "active eq 1", "active is Boolean" },
        { "meta.created gt \"yesterday\"", "meta.created is a dateTime" },
        { "x509Certificates.value eq \"?\"", "binary" },
        { "title gt null", "null" },
        { "password sw \"a\"", "'password'" },
        { "password pr", "'password'" },
    };

    [Theory]
    [MemberData(nameof(Matching))]
    public void Matches_FilterOfTheUser_IsTrue(string filter)
    {
        Assert.True(FilterEvaluator.Matches(Bind(filter), Barbara));
    }

    [Theory]
    [MemberData(nameof(NotMatching))]
    public void Matches_FilterOfAnother_IsFalse(string filter)
    {
        Assert.False(FilterEvaluator.Matches(Bind(filter), Barbara));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Bind_FilterThatDoesNotFit_IsInvalidFilterNamingIt(string filter, string part)
    {
        var error = Assert.Throws<ScimException>(() => Bind(filter));

        Assert.Equal(ScimErrorType.InvalidFilter, error.Type);
        Assert.Contains(part, error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Matches_TextInAscii_AllocatesNothing()
    {
        BoundFilter filter = Bind("userName eq \"x\" or emails[type eq \"home\" and value co \"@JENSEN\"] and active eq true");
        bool matches = FilterEvaluator.Matches(filter, Barbara);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            matches &= FilterEvaluator.Matches(filter, Barbara);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(matches);
    }

    private static BoundFilter Bind(string filter) => FilterBinder.Bind(FilterParser.Parse(filter), ScimResourceTypes.User);

    private static User Read(string json)
    {
        var user = new User();
        ScimJsonReader.Read(Encoding.UTF8.GetBytes(json), ScimResourceTypes.User, user, ScimReadOptions.Server);
        return user;
    }
}
