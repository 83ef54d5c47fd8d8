using System.Buffers;
using System.Text;
using System.Text.Json;
using CsCheck;
using MongoDB.Bson;
using Scim.Protocol.Json;
using Scim.Protocol.Schema;
using Scim.Protos.Common.V1;
using Scim.Protos.Users.V1;
using Scim.Storage.Bson;
using Scim.Storage.Json;
using Scim.Storage.Resources;
using Scim.Tests.Shared;

namespace Scim.Storage.Tests.Json;

/// <summary>What is written from a document is what is written from the message that is read from it.</summary>
public sealed class DocumentJsonWriterTests
{
    private const string BaseUrl = "https://scim.example.com/tenants/t1/scim/v2";

    private static readonly ResourceLayout<User> Layout = new(ScimResourceTypes.User);
    private static readonly StoreCall Call = new("t1") { ConnectionId = "c1", Actor = "a", RequestId = "r" };

    // What requests ask for: nothing, whole attributes, sub-attributes, extensions, what is derived, what is not there.
    private static readonly string[] Names =
    [
        "userName", "name", "name.givenName", "emails", "emails.value", "emails.primary", "active", "meta", "meta.version", "meta.location", "id", "externalId",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.$ref", "addresses.formatted", "x509Certificates", "nothing",
    ];

    private static readonly Gen<Projection> AnyProjection = Gen.Select(Gen.Int[0, 2], Gen.Int[0, Names.Length - 1].Select(i => Names[i]).Array[0, 4]).Select((kind, names) => kind switch
    {
        0 => Projection.Default,
        1 => Projection.Create(ScimResourceTypes.User, names, []),
        _ => Projection.Create(ScimResourceTypes.User, [], names),
    });

    [Fact]
    public void Write_AnyDocument_IsWhatTheMessageGives() => Gen.Select(ResourceGen.User, AnyProjection, Gen.Bool).Sample(
        (user, projection, withUrl) =>
        {
            byte[] document = Document(user);
            var options = new ScimWriteOptions { Projection = projection, BaseUrl = withUrl ? BaseUrl : null };
            User read = new DocumentReader<User>(Layout, Call.ConnectionId).Read(document).Resource;

            Assert.Equal(Text(writer => ScimJsonWriter.Write(writer, ScimResourceTypes.User, read, options)), Written(document, options));
        },
        iter: 5_000);

    [Fact]
    public void Write_UnknownAndMistypedElements_ArePassedOver()
    {
        BsonDocument document = MongoDB.Bson.Serialization.BsonSerializer.Deserialize<BsonDocument>(Document(new User { UserName = "a" }));
        document["body"] = BsonDocument.Parse(
            """
            { "future": { "x": [1] }, "user_name": "a", "title": 5, "active": "yes", "emails": [ { "value": "v", "future": 1 }, { }, 3 ],
              "name": { "future": 1 }, "enterprise": { "future": 1, "manager": { "value": 7 } }, "phone_numbers": [] }
            """);
        var options = new ScimWriteOptions { BaseUrl = BaseUrl, Projection = Projection.Create(ScimResourceTypes.User, [], ["meta"]) };

        Assert.Equal(
            """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"u1","externalId":"x","userName":"a","emails":[{"value":"v"}]}""",
            Written(document.ToBson(), options));
    }

    private static byte[] Document(User user)
    {
        user.ExternalIds.Add(new ExternalId { ConnectionId = "other", Value = "y" });
        user.ExternalIds.Add(new ExternalId { ConnectionId = Call.ConnectionId, Value = "x" });
        var stored = new StoredResource<User>(user)
        {
            DocumentId = "t1:u1",
            TenantId = "t1",
            Version = 7,
            Created = DateTimeOffset.FromUnixTimeMilliseconds(1_764_000_000_123),
            Modified = DateTimeOffset.FromUnixTimeMilliseconds(1_764_000_001_000),
        };
        return RawDocuments.Bytes(DocumentWriter.Write(stored, Layout, Call)).ToArray();
    }

    private static string Written(byte[] document, ScimWriteOptions options) =>
        Text(writer => new DocumentJsonWriter<User>(Layout, Call.ConnectionId, options).Write(writer, document));

    private static string Text(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, ScimJsonWriter.WriterOptions)) write(writer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
