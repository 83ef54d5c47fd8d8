using System.Text;
using Google.Protobuf;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;
using Scim.Protocol.Schema;
using Scim.Protos.Users.V1;

namespace Scim.Protocol.Tests.Json;

public sealed class ScimJsonReaderTests
{
    private const string Enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    private const string Core = "urn:ietf:params:scim:schemas:core:2.0:User";

    public static TheoryData<string, string> Shapes => new()
    {
        // Names (RFC 7643 section 2.1, RFC 7644 section 3.10).
        { """{"USERNAME":"a"}""", """{"userName":"a"}""" },
        { """{"\u0075serName":"a"}""", """{"userName":"a"}""" },
        { """{"CORE:userName":"a"}""", """{"userName":"a"}""" },
        { """{"URN:ietf:params:scim:schemas:core:2.0:user:name.givenName":"a"}""", """{"name":{"givenName":"a"}}""" },
        { """{"CORE":{"userName":"a"}}""", """{"userName":"a"}""" },
        { """{"EXT":{"department":"R"}}""", """{"EXT":{"department":"R"}}""" },
        { """{"urn:ietf:params:scim:schemas:extension:enterprise:2.0User":{"department":"R"}}""", """{"EXT":{"department":"R"}}""" },
        { """{"EXT:employeeNumber":"A","EXT:manager.value":"m"}""", """{"EXT":{"employeeNumber":"A","manager":{"value":"m"}}}""" },
        { """{"EXT":{"EXT:department":"R"}}""", """{"EXT":{"department":"R"}}""" },
        { """{"name.givenName":"K","name.familyName":"U"}""", """{"name":{"givenName":"K","familyName":"U"}}""" },
        { """{"name":{"givenName":"K"},"name.familyName":"U"}""", """{"name":{"givenName":"K","familyName":"U"}}""" },
        { """{"userName":"a","username":"b"}""", """{"userName":"b"}""" },
        { """{"userName":"a","username":null}""", "{}" },
        { """{"emails":[{"Primary":true,"value":"a"}]}""", """{"emails":[{"value":"a","primary":true}]}""" },
        { """{"roles":[{"value":"a","displayName":"A"}]}""", """{"roles":[{"value":"a","display":"A"}]}""" },

        // Unassigned (RFC 7643 section 2.5).
        { """{"title":null,"addresses":null,"roles":[],"nickName":"","name":{},"manager":null}""", "{}" },
        { """{"emails":[null,{},{"value":""},{"value":null}],"name":{"givenName":""}}""", "{}" },
        { """{"EXT":{"manager":{"value":""}}}""", "{}" },
        { """{"active":"","name":[],"emails":""}""", "{}" },

        // Liberal types.
        { """{"active":"True"}""", """{"active":true}""" },
        { """{"active":"FALSE"}""", """{"active":false}""" },
        { """{"emails":{"value":"a"}}""", """{"emails":[{"value":"a"}]}""" },
        { """{"emails":["a","b"]}""", """{"emails":[{"value":"a"},{"value":"b"}]}""" },
        { """{"emails":"a"}""", """{"emails":[{"value":"a"}]}""" },
        { """{"userName":["a"],"name":[{"givenName":"K"}]}""", """{"userName":"a","name":{"givenName":"K"}}""" },
        { """{"EXT":{"manager":"26118915"}}""", """{"EXT":{"manager":{"value":"26118915"}}}""" },
        { """{"EXT":{"manager":[{"$ref":"http://a/Users/ID","value":"ID"}]}}""", """{"EXT":{"manager":{"value":"ID"}}}""" },
        { """{"EXT":{"manager":{"$ref":"../Users/ID?a=b","displayName":"M"}}}""", """{"EXT":{"manager":{"value":"ID"}}}""" },
        { """{"roles":["{\"id\":\"06b0\",\"value\":\"25\",\"displayName\":\"Role1\"}"]}""", """{"roles":[{"value":"25","display":"Role1"}]}""" },
        { """{"roles":[{"value":"{\"value\":\"25\"}","primary":"True"}]}""", """{"roles":[{"value":"25","primary":true}]}""" },
        { """{"roles":["{not json","{\"a\":1}"]}""", """{"roles":[{"value":"{not json"},{"value":"{\"a\":1}"}]}""" },
        { """{"x509Certificates":[{"value":"AQI="},{"value":"AQI"}]}""", """{"x509Certificates":[{"value":"AQI="},{"value":"AQI="}]}""" },

        // What no client decides, and what nobody knows.
        { """{"id":"1","meta":{"resourceType":"User"},"groups":[{"value":"g"}],"password":"t1meMa$heen","schemas":["urn:x"]}""", "{}" },
        { """{"foo":{"bar":[1,{"a":null}]},"urn:x:y":{"a":1},"name":{"foo":1},"emails.value":"x","":1}""", "{}" },
    };

    public static TheoryData<string, ScimErrorType, string> Refused => new()
    {
        { """{"userName":1}""", ScimErrorType.InvalidValue, "userName" },
        { """{"userName":["a","b"]}""", ScimErrorType.InvalidValue, "userName" },
        { """{"userName":{"a":1}}""", ScimErrorType.InvalidValue, "userName" },
        { """{"active":"yes"}""", ScimErrorType.InvalidValue, "active" },
        { """{"name":"Barbara"}""", ScimErrorType.InvalidValue, "name" },
        { """{"name":{"givenName":true}}""", ScimErrorType.InvalidValue, "name.givenName" },
        { """{"emails":[[]]}""", ScimErrorType.InvalidValue, "emails" },
        { """{"emails":[{"value":["a","b"]}]}""", ScimErrorType.InvalidValue, "emails.value" },
        { """{"x509Certificates":[{"value":"*"}]}""", ScimErrorType.InvalidValue, "x509Certificates.value" },
        { """{"EXT":"x"}""", ScimErrorType.InvalidValue, Enterprise },
        { """{"userName":"\ud800"}""", ScimErrorType.InvalidSyntax, "byte 12" },
        { """{"userName":"a" "b"}""", ScimErrorType.InvalidSyntax, "byte 16" },
        { """{"userName":"a"}{}""", ScimErrorType.InvalidSyntax, "byte 16" },
        { """{"userName":"a\""", ScimErrorType.InvalidSyntax, "byte" },
        { "", ScimErrorType.InvalidSyntax, "byte 0" },
        { "[]", ScimErrorType.InvalidSyntax, "User" },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Read_LiberalShape_MeansTheSame(string json, string canonical)
    {
        Assert.Equal(JsonParser.Default.Parse<User>(canonical.Replace("EXT", Enterprise, StringComparison.Ordinal)), Read(json));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Read_WhatDoesNotFit_NamesItsPlace(string json, ScimErrorType type, string place)
    {
        ScimException error = Assert.Throws<ScimException>(() => Read(json));

        Assert.Equal(type, error.Type);
        Assert.Contains(place, error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_DeepOrLong_IsRefused()
    {
        string deep = """{"foo":""" + new string('[', 40) + new string(']', 40) + "}";

        Assert.Equal(ScimErrorType.InvalidSyntax, Assert.Throws<ScimException>(() => Read(deep)).Type);
        Assert.Equal(413, Assert.Throws<ScimException>(() => Read("{ }", new ScimReadOptions { MaxLength = 2 })).Status);
    }

    [Fact]
    public void Read_UnknownAttributes_AreReported()
    {
        var ignored = new List<string>();

        ScimJsonReader.Read("""{"foo":1,"urn:x:y":{},"name":{"bar":1},"id":"1"}"""u8, ScimResourceTypes.User, new User(), ignored: ignored);

        Assert.Equal(["foo", "urn:x:y", "bar"], ignored);
    }

    [Fact]
    public void Read_FromServer_HasReadOnlyAndDerivedValues()
    {
        User user = Read(
            """{"id":"1","meta":{"created":"2011-08-01T20:29:49.1234+02:00","location":"https://a/Users/1"},"groups":[{"value":"g","$ref":"https://a/Groups/g"}]}""",
            ScimReadOptions.Server);

        Assert.Equal("1", user.Id);
        Assert.Equal(new DateTimeOffset(2011, 8, 1, 18, 29, 49, 123, TimeSpan.Zero), user.Meta.Created.ToDateTimeOffset());
        Assert.Equal("https://a/Users/1", user.Meta.Location);
        Assert.Equal("https://a/Groups/g", user.Groups[0].Ref);
    }

    [Fact]
    public void ReadAttributes_OfAResource_TakesComplexValuesApart()
    {
        List<AttributeValue> read = ScimJsonReader.ReadAttributes(
            Utf8("""
            {"id":"1","displayName":"B","name.givenName":"K","name":{"familyName":"U","middleName":null},"title":"","emails":[{"value":"x"}],
             "roles":[],"EXT:employeeNumber":"A","EXT":{"manager":"m","department":null},"addresses":null,"active":"False"}
            """),
            ScimResourceTypes.User);

        Assert.Equal(
            [
                "displayName=B", "name.givenName=K", "name.familyName=U", "name.middleName=", "title=", "emails=[{ \"value\": \"x\" }]", "roles=",
                Enterprise + ":employeeNumber=A", Enterprise + ":manager.value=m", Enterprise + ":department=", "addresses=", "active=False",
            ],
            read.Select(Show));
    }

    [Theory]
    [InlineData("""{"value":"x","type":null}""", "emails.value=x emails.type=")]
    [InlineData("\"x\"", "emails.value=x")]
    [InlineData("""["x"]""", "emails.value=x")]
    [InlineData("""[{"primary":"true"}]""", "emails.primary=True")]
    [InlineData("[]", "emails=")]
    [InlineData("null", "emails=")]
    [InlineData("\"\"", "emails=")]
    [InlineData("{}", "")]
    public void ReadAttributes_OfAnElement_AreItsSubAttributes(string json, string expected)
    {
        List<AttributeValue> read = ScimJsonReader.ReadAttributes(Encoding.UTF8.GetBytes(json), ScimResourceTypes.User.Find("", "emails")!);

        Assert.Equal(expected, string.Join(' ', read.Select(Show)));
    }

    [Theory]
    [InlineData("""{"$ref":"https://a/Users/ID"}""", "manager.value=ID")]
    [InlineData("""{"$ref":null,"value":"ID"}""", "manager.value=ID")]
    [InlineData("\"\"", "manager=")]
    [InlineData("\"ID\"", "manager.value=ID")]
    public void ReadAttributes_OfAManager_TakesEveryShape(string json, string expected)
    {
        ScimAttribute manager = ScimResourceTypes.User.Find(Enterprise, "manager")!;

        Assert.Equal(
            expected,
            string.Join(' ', ScimJsonReader.ReadAttributes(Encoding.UTF8.GetBytes(json), manager).Select(Show)).Replace(Enterprise + ":", "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("members", """[{"$ref":null,"value":"a"},{"value":"b"}]""", 2)]
    [InlineData("members", """["a","b"]""", 2)]
    [InlineData("members", "\"a\"", 1)]
    [InlineData("members", "[]", 0)]
    [InlineData("members", "null", 0)]
    public void ReadValues_OfMembers_TakesEveryShape(string name, string json, int count)
    {
        ScimAttribute attribute = ScimResourceTypes.Group.Find("", name)!;

        Assert.Equal(count, ScimJsonReader.ReadValues(Encoding.UTF8.GetBytes(json), attribute).Count);
    }

    [Theory]
    [InlineData("active", "\"True\"", true)]
    [InlineData("active", "[false]", false)]
    [InlineData("active", "\"\"", null)]
    [InlineData("userName", "null", null)]
    [InlineData("userName", "[]", null)]
    [InlineData("userName", "\"a\"", "a")]
    public void ReadValue_OfASimpleAttribute_IsBoxed(string name, string json, object? value)
    {
        Assert.Equal(value, ScimJsonReader.ReadValue(Encoding.UTF8.GetBytes(json), ScimResourceTypes.User.Find("", name)!));
    }

    private static User Read(string json, ScimReadOptions? options = null)
    {
        var user = new User();
        ScimJsonReader.Read(Utf8(json), ScimResourceTypes.User, user, options);
        return user;
    }

    private static byte[] Utf8(string json) => Encoding.UTF8.GetBytes(
        json.Replace("EXT", Enterprise, StringComparison.Ordinal).Replace("CORE", Core, StringComparison.Ordinal));

    private static string Show(AttributeValue item) =>
        $"{item.Attribute.Path}={(item.Attribute.MultiValued && item.Value is not null ? $"[{string.Join(',', item.Values)}]" : item.Value)}";
}
