using CsCheck;
using MongoDB.Bson;
using MongoDB.Bson.Serialization;
using Scim.Protocol.Schema;
using Scim.Protos.Users.V1;
using Scim.Storage.Bson;
using Scim.Tests.Shared;

namespace Scim.Storage.Tests.Bson;

public sealed class BodyTests
{
    private static readonly BsonAttributeTable Table = BsonAttributeTable.Of(ScimResourceTypes.User);

    [Fact]
    public void Write_AnyUser_IsReadBackEqual() =>
        ResourceGen.User.Sample(user => Read(Write(user)).Equals(Cleaned(user)), iter: 2_000);

    [Fact]
    public void Write_AnyUser_IsWhatTheDriverReads() =>
        ResourceGen.User.Sample(user => BsonSerializer.Deserialize<BsonDocument>(Write(user)).ToBson().AsSpan().SequenceEqual(Write(user)), iter: 500);

    [Fact]
    public void Write_User_StoresUnderProtoFieldNames()
    {
        var user = new User
        {
            UserName = "a",
            Active = false,
            Name = new Name { GivenName = "G" },
            Enterprise = new EnterpriseUser { EmployeeNumber = "7", Manager = new Manager { Value = "m", Ref = "https://x" } },
            Password = "secret",
        };
        user.Emails.Add(new Email { Value = "a@b.c", Primary = true });

        Assert.Equal(
            BsonDocument.Parse(
                """
                { "user_name": "a", "name": { "given_name": "G" }, "active": false, "emails": [ { "value": "a@b.c", "primary": true } ],
                  "enterprise": { "employee_number": "7", "manager": { "value": "m" } } }
                """),
            BsonSerializer.Deserialize<BsonDocument>(Write(user)));
    }

    [Fact]
    public void Read_UnknownAndMistypedElements_ArePassedOver()
    {
        byte[] document = BsonDocument.Parse(
            """
            { "future": { "x": [1, { "y": null }] }, "user_name": "a", "title": 5, "active": "yes", "emails": [ { "value": "v", "future": 1 }, { } ],
              "name": { "future": 1 }, "re": { "$regularExpression": { "pattern": "a", "options": "i" } }, "d": { "$numberDecimal": "1.5" },
              "o": { "$oid": "507f1f77bcf86cd799439011" } }
            """).ToBson();

        User user = Read(document);

        Assert.Equal("a", user.UserName);
        Assert.False(user.HasTitle);
        Assert.False(user.HasActive);
        Assert.Null(user.Name);
        Assert.Equal(2, user.Emails.Count);
    }

    [Theory]
    [InlineData("urn:acme:2.0:User", "urn:acme:2%2E0:User")]
    [InlineData("$ref", "%24ref")]
    [InlineData("100%", "100%25")]
    [InlineData("user_name", "user_name")]
    public void Escape_Name_IsSafeInAnUpdatePath(string name, string stored) => Assert.Equal(stored, StoredName.Escape(name));

    internal static byte[] Write(User user)
    {
        var buffer = new BsonBuffer();
        int start = buffer.BeginDocument();
        BodyWriter.Write(buffer, Table, user);
        buffer.EndDocument(start);
        return buffer.Written.ToArray();
    }

    internal static User Read(byte[] document)
    {
        var user = new User();
        BodyReader.Read(document, Table, user);
        return user;
    }

    /// <summary>The same user without empty complex values, which are not stored.</summary>
    internal static User Cleaned(User user)
    {
        User copy = user.Clone();
        if (copy.Name?.CalculateSize() == 0) copy.Name = null;
        if (copy.Enterprise?.Manager?.CalculateSize() == 0) copy.Enterprise.Manager = null;
        if (copy.Enterprise?.CalculateSize() == 0) copy.Enterprise = null;
        return copy;
    }
}
