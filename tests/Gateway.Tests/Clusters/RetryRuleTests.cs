using Google.Protobuf;
using Grpc.Core;
using Scim.Gateway.Clusters;
using Scim.Protos.Common.V1;

namespace Scim.Gateway.Tests.Clusters;

public sealed class RetryRuleTests
{
    [Theory]
    [InlineData("GetUser", "", true)]
    [InlineData("ListUsers", "", true)]
    [InlineData("BatchGetUsers", "", true)]
    [InlineData("CheckToken", "", true)]
    [InlineData("CreateUser", "", false)]
    [InlineData("CreateUser", "0d1f", true)]
    public void Allows_ByVerbAndRequestId_IsThatOfTheRule(string method, string requestId, bool allowed) =>
        Assert.Equal(allowed, RetryRule.Allows(Method<LastChange>(method), new LastChange { RequestId = requestId }));

    [Fact]
    public void Allows_MutationThatHasNoRequestId_IsFalse() =>
        Assert.False(RetryRule.Allows(Method<ExternalId>("RevokeToken"), new ExternalId()));

    private static Method<T, T> Method<T>(string name)
        where T : class, IMessage<T>, new()
    {
        Marshaller<T> marshaller = Marshallers.Create(message => message.ToByteArray(), new MessageParser<T>(() => new T()).ParseFrom);
        return new Method<T, T>(MethodType.Unary, "test", name, marshaller, marshaller);
    }
}
