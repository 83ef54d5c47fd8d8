using System.Buffers;
using System.Text;
using System.Text.Json;
using Scim.Protocol.Errors;

namespace Scim.Protocol.Tests.Errors;

public sealed class ScimErrorWriterTests
{
    [Fact]
    public void Write_WithScimType_IsTheBodyOfRfc7644()
    {
        Assert.Equal(
            "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:Error\"],\"status\":\"400\",\"scimType\":\"mutability\","
            + "\"detail\":\"Attribute 'id' is readOnly\"}",
            Written(ScimException.Mutability("Attribute 'id' is readOnly")));
    }

    [Fact]
    public void Write_WithoutScimType_HasNoSuchKey()
    {
        Assert.Equal(
            "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:Error\"],\"status\":\"404\",\"detail\":\"Resource 2819c223 not found\"}",
            Written(ScimException.NotFound("Resource 2819c223 not found")));
    }

    [Fact]
    public void ToScim_OfEveryType_IsReadBack()
    {
        foreach (ScimErrorType type in Enum.GetValues<ScimErrorType>())
        {
            Assert.Equal(type, ScimErrorTypes.FromScim(type.ToScim()));
            Assert.Equal(type, ScimErrorTypes.FromReason(type.ToReason()));
        }

        Assert.Null(ScimErrorTypes.FromScim("other"));
        Assert.Equal("invalidVers", ScimErrorType.InvalidVersion.ToScim());
    }

    private static string Written(ScimException error)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            ScimErrorWriter.Write(writer, error);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
