using System.Text;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;

namespace Scim.Protocol.Tests.Json;

public sealed class JsonUnicodeTests
{
    [Theory]
    [InlineData("")]
    [InlineData("""{"a":"\ud83d\ude00 \u00e9 \\ud83d","b":"\"\\"}""")]
    [InlineData("""["\\\\u","\ud7ff","\ue000"]""")]
    [InlineData("not JSON \\")]
    public void Require_Text_LetsItPass(string json) => JsonUnicode.Require(Encoding.UTF8.GetBytes(json));

    [Theory]
    [InlineData("""["\ud83d"]""")]
    [InlineData("""["\ude00\ud83d"]""")]
    [InlineData("""["\ud83d\u0041"]""")]
    [InlineData("""["\\\ud83d x"]""")]
    [InlineData("\"\\ud83d")]
    public void Require_HalfASurrogatePair_IsInvalidSyntax(string json) =>
        Assert.Equal(ScimErrorType.InvalidSyntax, Assert.Throws<ScimException>(() => JsonUnicode.Require(Encoding.UTF8.GetBytes(json))).Type);

    [Fact]
    public void Require_BytesThatAreNotUtf8_IsInvalidSyntax() =>
        Assert.Equal(ScimErrorType.InvalidSyntax, Assert.Throws<ScimException>(() => JsonUnicode.Require([(byte)'"', 0xF9, (byte)'"'])).Type);
}
