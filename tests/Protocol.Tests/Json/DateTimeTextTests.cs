using System.Text;
using Scim.Protocol.Json;

namespace Scim.Protocol.Tests.Json;

public sealed class DateTimeTextTests
{
    [Theory]
    [InlineData("2011-08-01T18:29:49Z", "2011-08-01T18:29:49Z")]
    [InlineData("2011-08-01T18:29:49.051283Z", "2011-08-01T18:29:49.051Z")]
    [InlineData("2011-08-01t18:29:49.1z", "2011-08-01T18:29:49.100Z")]
    [InlineData("2011-08-01T00:29:49+02:00", "2011-07-31T22:29:49Z")]
    [InlineData("2011-08-01T18:29:49-14:00", "2011-08-02T08:29:49Z")]
    [InlineData("2012-02-29T18:29:49", "2012-02-29T18:29:49Z")]
    [InlineData("9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z")]
    public void TryParse_DateTime_IsUtcWithMilliseconds(string text, string canonical)
    {
        Span<byte> formatted = stackalloc byte[DateTimeText.MaxLength];

        Assert.True(DateTimeText.TryParse(Encoding.UTF8.GetBytes(text), out DateTimeOffset value));
        Assert.Equal(canonical, Encoding.UTF8.GetString(formatted[..DateTimeText.Format(value, formatted)]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("2011-08-01")]
    [InlineData("2011-08-01 18:29:49Z")]
    [InlineData("2011-02-29T18:29:49Z")]
    [InlineData("2011-13-01T18:29:49Z")]
    [InlineData("0000-01-01T00:00:00Z")]
    [InlineData("2011-08-01T24:00:00Z")]
    [InlineData("2011-08-01T18:29:49.Z")]
    [InlineData("2011-08-01T18:29:49+0200")]
    [InlineData("2011-08-01T18:29:49+14:01")]
    [InlineData("2011-08-01T18:29:49ZZ")]
    [InlineData("+011-08-01T18:29:49Z")]
    [InlineData("0001-01-01T00:00:00+01:00")]
    [InlineData("9999-12-31T23:59:59-01:00")]
    public void TryParse_AnythingElse_IsRefused(string text)
    {
        Assert.False(DateTimeText.TryParse(Encoding.UTF8.GetBytes(text), out _));
    }
}
