using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Scim.Protos.Common.V1;
using Scim.Protos.Tokens.V1;

namespace Scim.Tokens.Tests.SigningKeys;

/// <summary>What the service does not sign.</summary>
public sealed class SignTokenTests(TokenServiceFixture service) : IClassFixture<TokenServiceFixture>
{
    [Theory]
    [InlineData("at+jwt", """{"aud":"a"}""", 60)]
    [InlineData("AT+JWT", """{"aud":"a"}""", 60)]
    [InlineData("x.at+jwt", """{"aud":"a"}""", 60)]
    [InlineData("JWT", """{"aud":"a"}""", 60)]
    [InlineData("", """{"aud":"a"}""", 60)]
    [InlineData("session+jwt", """{"aud":"a"}""", 3601)]
    [InlineData("session+jwt", """{"aud":"a"}""", 0)]
    [InlineData("session+jwt", """{"sub":"a"}""", 60)]
    [InlineData("session+jwt", """["aud"]""", 60)]
    [InlineData("session+jwt", "", 60)]
    [InlineData("session+jwt", """{"aud":"a","aud":"b"}""", 60)]
    [InlineData("session+jwt", """{"aud":"a","iss":"me"}""", 60)]
    [InlineData("session+jwt", """{"aud":"a","exp":9999999999}""", 60)]
    [InlineData("session+jwt", """{"aud":"a","tenant_id":"other"}""", 60)]
    public async Task Sign_OfWhatItMustNot_IsRefused(string type, string claims, int seconds)
    {
        var keys = new SigningKeyService.SigningKeyServiceClient(service.Host.As(new CallerAssertion { Kind = CallerKind.Service, Scope = Scope.Write, Actor = "gateway" }));

        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => keys.SignTokenAsync(new SignTokenRequest
        {
            TenantId = "contoso",
            RequestId = "1",
            Type = type,
            ClaimsJson = ByteString.CopyFromUtf8(claims),
            Lifetime = Duration.FromTimeSpan(TimeSpan.FromSeconds(seconds)),
        }, cancellationToken: TestContext.Current.CancellationToken).ResponseAsync);

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
    }
}
