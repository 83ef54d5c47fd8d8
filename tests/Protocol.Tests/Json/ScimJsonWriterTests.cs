using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Google.Protobuf.WellKnownTypes;
using Scim.Protocol.Json;
using Scim.Protocol.Schema;
using Scim.Protos.Common.V1;
using Scim.Protos.Groups.V1;
using Scim.Protos.Users.V1;

namespace Scim.Protocol.Tests.Json;

public sealed class ScimJsonWriterTests
{
    private const string BaseUrl = "https://scim.example.com/tenants/t/scim/v2";
    private const string Enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    [Fact]
    public void Write_AUser_HasSchemasFirstAndWhatFollowsFromTheBaseUrl()
    {
        string json = Write(Sample(), "", "");

        Assert.Equal(
            $$$"""
            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","{{{Enterprise}}}"],"id":"42","externalId":"e1","userName":"ü@b.c","name":{"givenName":"G"},"active":false,"emails":[{"value":"a@b.c","type":"work","primary":true}],"groups":[{"value":"g1","$ref":"{{{BaseUrl}}}/Groups/g1","type":"direct"}],"x509Certificates":[{"value":"AQI="}],"{{{Enterprise}}}":{"department":"R","manager":{"value":"7","$ref":"{{{BaseUrl}}}/Users/7"}},"meta":{"resourceType":"User","created":"2026-01-02T03:04:05Z","lastModified":"2026-01-02T03:04:05.678Z","location":"{{{BaseUrl}}}/Users/42","version":"W/\"3\""}}
            """,
            json);
    }

    [Theory]
    [InlineData("userName", "", "schemas,id,userName")]
    [InlineData("USERNAME , nickName,nonsense", "", "schemas,id,userName")]
    [InlineData("urn:ietf:params:scim:schemas:core:2.0:User:userName", "", "schemas,id,userName")]
    [InlineData("name.givenName,name.familyName", "", "schemas,id,name{givenName}")]
    [InlineData("emails.value", "", "schemas,id,emails[value]")]
    [InlineData("emails.display", "", "schemas,id")]
    [InlineData(Enterprise, "", "schemas,id,$enterprise{department,manager{value,$ref}}")]
    [InlineData(Enterprise + ":manager.value", "", "schemas,id,$enterprise{manager{value}}")]
    [InlineData("meta.version", "", "schemas,id,meta{version}")]
    [InlineData("password,id", "", "schemas,id")]
    [InlineData("", "emails.type,meta,id,schemas," + Enterprise + ",groups,x509Certificates,externalId,active", "schemas,id,userName,name{givenName},emails[value,primary]")]
    [InlineData("userName,name", "name", "schemas,id,userName")]
    public void Write_Projected_HasTheNamedAttributesOnly(string attributes, string excluded, string expected)
    {
        JsonObject json = JsonNode.Parse(Write(Sample(), attributes, excluded))!.AsObject();

        Assert.Equal(expected, Shape(json).Replace(Enterprise, "$enterprise", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("User", "/Users/m")]
    [InlineData("Group", "/Groups/m")]
    [InlineData(null, "/Users/m")]
    public void Write_Members_HaveReferencesByTheirType(string? type, string expected)
    {
        var group = new Group { Id = "1", DisplayName = "G", Members = { new Member { Value = "m" } } };
        if (type is not null)
        {
            group.Members[0].Type = type;
        }

        JsonNode json = JsonNode.Parse(Write(group, ScimResourceTypes.Group, new ScimWriteOptions { BaseUrl = BaseUrl }))!;

        Assert.Equal(BaseUrl + expected, (string?)json["members"]![0]!["$ref"]);
    }

    [Fact]
    public void Write_EmptyComplexValues_AreNotWritten()
    {
        var user = new User { Id = "1", Name = new Name(), Enterprise = new EnterpriseUser { Manager = new Manager() }, Emails = { new Email() } };

        JsonObject json = JsonNode.Parse(Write(user, ScimResourceTypes.User, new ScimWriteOptions()))!.AsObject();

        Assert.False(json.ContainsKey("name"));
        Assert.False(json.ContainsKey("emails"));
        Assert.False(json.ContainsKey(Enterprise));
    }

    [Fact]
    public void ReadAfterWrite_OfAUser_IsTheUser()
    {
        User sample = Sample();
        var read = new User();

        ScimJsonReader.Read(
            Encoding.UTF8.GetBytes(Write(sample, ScimResourceTypes.User, new ScimWriteOptions())), ScimResourceTypes.User, read, ScimReadOptions.Server);

        Assert.Equal(sample, read);
    }

    [Theory]
    [InlineData("userName", "", "id,user_name,meta")]
    [InlineData("name.givenName", "", "id,name.given_name,meta")]
    [InlineData("emails.value", "", "id,emails.value,meta")]
    [InlineData(Enterprise, "", "id,enterprise,meta")]
    [InlineData("groups", "", "id,meta")]
    public void ToFieldMask_OfAProjection_NamesStoragePaths(string attributes, string excluded, string expected)
    {
        FieldMask mask = Project(attributes, excluded).ToFieldMask(ScimResourceTypes.User);

        Assert.Equal(expected, string.Join(',', mask.Paths));
    }

    [Fact]
    public void ToFieldMask_OfTheDefault_IsEmpty()
    {
        Assert.Empty(Projection.Default.ToFieldMask(ScimResourceTypes.User).Paths);
    }

    [Fact]
    public void ListResponse_OfAPage_HasTotalsAndResources()
    {
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new System.Text.Json.Utf8JsonWriter(output, ScimJsonWriter.WriterOptions))
        {
            ListResponseWriter.Write(
                writer,
                ScimResourceTypes.Group,
                [new Group { Id = "1" }],
                new ListPage { TotalResults = 9, StartIndex = 3, NextCursor = "n" },
                new ScimWriteOptions { Projection = Projection.Create(ScimResourceTypes.Group, ["id"], []) });
        }

        Assert.Equal(
            """
            {"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":9,"itemsPerPage":1,"startIndex":3,"nextCursor":"n","Resources":[{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"id":"1"}]}
            """,
            Encoding.UTF8.GetString(output.WrittenSpan));
    }

    private static User Sample() => new()
    {
        Id = "42",
        ExternalId = "e1",
        UserName = "ü@b.c",
        Name = new Name { GivenName = "G" },
        Active = false,
        Emails = { new Email { Value = "a@b.c", Type = "work", Primary = true } },
        Groups = { new GroupMembership { Value = "g1", Type = "direct" } },
        X509Certificates = { new X509Certificate { Value = Google.Protobuf.ByteString.CopyFrom(1, 2) } },
        Enterprise = new EnterpriseUser { Department = "R", Manager = new Manager { Value = "7" } },
        Meta = new Meta
        {
            Created = Timestamp.FromDateTimeOffset(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)),
            LastModified = Timestamp.FromDateTimeOffset(new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero)),
            Version = "W/\"3\"",
        },
    };

    private static Projection Project(string attributes, string excluded) =>
        Projection.Create(ScimResourceTypes.User, Projection.ParseNames(attributes), Projection.ParseNames(excluded));

    private static string Write(User user, string attributes, string excluded) =>
        Write(user, ScimResourceTypes.User, new ScimWriteOptions { BaseUrl = BaseUrl, Projection = Project(attributes, excluded) });

    private static string Write(object resource, ScimResourceType type, ScimWriteOptions options)
    {
        var output = new ArrayBufferWriter<byte>();
        ScimJsonWriter.Write(output, type, resource, options);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static string Shape(JsonObject json) => string.Join(',', json.Select(member => member.Key + member.Value switch
    {
        JsonObject child => "{" + Shape(child) + "}",
        JsonArray array when array[0] is JsonObject first => "[" + Shape(first) + "]",
        _ => "",
    }));
}
