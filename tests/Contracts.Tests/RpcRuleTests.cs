using Google.Protobuf.Reflection;
using Scim.Protos.Common.V1;

namespace Scim.Contracts.Tests;

/// <summary>What every RPC has in common, so that interceptors and retries can rely on it.</summary>
public sealed class RpcRuleTests
{
    private static readonly string[] ReadingVerbs = ["Get", "BatchGet", "List", "Watch", "Check"];

    public static TheoryData<string> Rpcs() => [.. Contract.Rpcs.Select(rpc => rpc.FullName)];

    public static TheoryData<string> Mutations() =>
        [.. Contract.Rpcs.Where(rpc => !IsReading(rpc)).Select(rpc => rpc.FullName)];

    [Theory]
    [MemberData(nameof(Rpcs))]
    public void Rpc_OfAnyService_SaysWhatItsCallerMustBe(string name)
    {
        CallerRequirements? requires = Contract.Rpc(name).GetOptions()?.GetExtension(CallerExtensions.Requires);

        Assert.NotNull(requires);
        Assert.NotEmpty(requires.Kinds);
        Assert.DoesNotContain(CallerKind.Unspecified, requires.Kinds);
        Assert.Equal(IsReading(Contract.Rpc(name)) ? Scope.Read : Scope.Write, requires.Scope);
    }

    [Theory]
    [MemberData(nameof(Rpcs))]
    public void Rpc_ForAnyTenant_IsForServicesOnly(string name)
    {
        CallerRequirements requires = Contract.Rpc(name).GetOptions().GetExtension(CallerExtensions.Requires);

        Assert.True(!requires.AnyTenant || requires.Kinds is [CallerKind.Service]);
    }

    [Theory]
    [MemberData(nameof(Rpcs))]
    public void Request_OfAnyRpc_NamesTheTenantFirstAndTheResourceSecond(string name)
    {
        MessageDescriptor request = Contract.Rpc(name).InputType;

        Assert.Equal("tenant_id", request.FindFieldByNumber(1)?.Name);
        Assert.Equal(FieldType.String, request.FindFieldByNumber(1).FieldType);
        Assert.Contains(request.FindFieldByNumber(2)?.Name, new[] { null, "id" });
        Assert.Equal(request.FindFieldByNumber(2) is null, request.ToProto().ReservedRange.Any(range => range.Start == 2));
    }

    [Theory]
    [MemberData(nameof(Mutations))]
    public void Request_OfAMutation_CarriesARequestId(string name)
    {
        FieldDescriptor? field = Contract.Rpc(name).InputType.FindFieldByNumber(3);

        Assert.Equal("request_id", field?.Name);
        Assert.Equal(FieldType.String, field?.FieldType);
    }

    [Theory]
    [InlineData(4, "read_mask")]
    [InlineData(5, "schema_version")]
    [InlineData(6, "if_match")]
    public void Request_OfAnyRpc_UsesTheSharedNumbersForNothingElse(int number, string field)
    {
        Assert.All(Contract.Rpcs, rpc =>
        {
            Assert.Contains(rpc.InputType.FindFieldByNumber(number)?.Name, new[] { null, field });
            Assert.True(rpc.InputType.FindFieldByName(field) is null || rpc.InputType.FindFieldByName(field).FieldNumber == number);
        });
    }

    [Fact]
    public void Feeds_OfAllServices_AnswerChangesCheckpointsAndResync()
    {
        IEnumerable<MethodDescriptor> feeds = Contract.Rpcs.Where(rpc => rpc.Name.StartsWith("Watch", StringComparison.Ordinal));

        Assert.All(feeds, rpc =>
        {
            Assert.True(rpc.IsServerStreaming);
            OneofDescriptor happened = Assert.Single(rpc.OutputType.Oneofs);
            Assert.Equal(["change", "checkpoint", "resync_required"], happened.Fields.Take(3).Select(field => field.Name));
        });
    }

    private static bool IsReading(MethodDescriptor rpc) =>
        ReadingVerbs.Any(verb => rpc.Name.StartsWith(verb, StringComparison.Ordinal));
}
