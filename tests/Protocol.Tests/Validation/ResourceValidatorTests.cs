using Google.Protobuf;
using Scim.Protocol.Errors;
using Scim.Protocol.Schema;
using Scim.Protocol.Validation;
using Scim.Protos.Groups.V1;
using Scim.Protos.Users.V1;

namespace Scim.Protocol.Tests.Validation;

public sealed class ResourceValidatorTests
{
    [Fact]
    public void Check_OfAGoodUser_IsSilent()
    {
        var user = new User { UserName = "u", Emails = { new Email { Value = "a", Primary = true }, new Email { Value = "b" } } };

        ResourceValidator.Check(ScimResourceTypes.User, null, user);
        ResourceValidator.Check(ScimResourceTypes.User, user, user.Clone());
    }

    [Fact]
    public void Check_OfEverythingWrong_TellsAllTogether()
    {
        var user = new User
        {
            Title = new string('x', ResourceLimits.MaxTextLength + 1),
            Emails = { new Email { Value = "a", Primary = true }, new Email { Value = "b", Primary = true } },
            X509Certificates = { new X509Certificate { Value = ByteString.CopyFrom(new byte[ResourceLimits.MaxBinaryBytes + 1]) } },
        };
        for (int i = 0; i <= ResourceLimits.MaxValues; i++) user.Roles.Add(new Role { Value = $"{i}" });

        ScimException error = Assert.Throws<ScimException>(() => ResourceValidator.Check(ScimResourceTypes.User, null, user));

        Assert.Equal(ScimErrorType.InvalidValue, error.Type);
        foreach (string part in (string[])["userName is required.", "title has 16385 characters", "emails has 2 primary values", "x509Certificates.value has 262145 bytes", "roles has 1001 values"])
        {
            Assert.Contains(part, error.Detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Check_OfALongUserName_HoldsTheIndexsBound() => Assert.Contains(
        "512",
        Assert.Throws<ScimException>(() => ResourceValidator.Check(ScimResourceTypes.User, null, new User { UserName = new string('u', 513) })).Detail,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("https://contoso.com/~adele?x=1#y", true)]
    [InlineData("../Users/1", true)]
    [InlineData("https://contoso.com/ad\u00e8le", true)]
    [InlineData("data:image/png;base64,AQI=", true)]
    [InlineData("https://contoso.com/a b", false)]
    [InlineData("<script>", false)]
    [InlineData("x\u0001", false)]
    public void Check_OfAReference_WantsAUri(string uri, bool good)
    {
        var user = new User { UserName = "u", ProfileUrl = uri, Photos = { new Photo { Value = uri } } };

        ScimException? error = Record.Exception(() => ResourceValidator.Check(ScimResourceTypes.User, null, user)) as ScimException;

        Assert.Equal(good ? null : ScimErrorType.InvalidValue, error?.Type);
        if (!good) Assert.Contains("photos.value", error!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_OfAThousandFailures_StaysShort()
    {
        var group = new User { UserName = "u" };
        for (int i = 0; i < 500; i++) group.Emails.Add(new Email { Value = new string('x', ResourceLimits.MaxTextLength + 1) });

        Assert.InRange(Assert.Throws<ScimException>(() => ResourceValidator.Check(ScimResourceTypes.User, null, group)).Detail.Length, 100, 4_000);
    }

    [Fact]
    public void Check_OfAGroupWithoutAName_IsFineOrSays()
    {
        bool required = ScimResourceTypes.Group.Find("", "displayName")!.Required;

        ScimException? error = Record.Exception(() => ResourceValidator.Check(ScimResourceTypes.Group, null, new Group())) as ScimException;

        Assert.Equal(required, error is not null);
    }

    [Fact]
    public void Check_OfCanonicalValues_TakesOthersToo() => ResourceValidator.Check(
        ScimResourceTypes.User, null, new User { UserName = "u", Emails = { new Email { Value = "a", Type = "holiday" } } });
}
