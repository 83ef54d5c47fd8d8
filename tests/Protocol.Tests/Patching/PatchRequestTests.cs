using System.Text;
using Scim.Protocol.Errors;
using Scim.Protocol.Patching;
using Scim.Protos.Common.V1;

namespace Scim.Protocol.Tests.Patching;

public sealed class PatchRequestTests
{
    [Fact]
    public void Read_Body_CutsOutTheValues()
    {
        IReadOnlyList<PatchOperation> operations = Read("""
            {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "other": {"a": [1]},
             "operations": [
               {"OP": "Add", "Path": "members", "Value": [ {"value": "1"} ], "name": "x"},
               {"op": "replace", "path": null, "value": 1.50},
               {"value": null, "op": "REMOVE", "path": "nickName"}]}
            """);

        Assert.Equal(
            [(PatchOp.Add, "members", "[ {\"value\": \"1\"} ]"), (PatchOp.Replace, "", "1.50"), (PatchOp.Remove, "nickName", "null")],
            operations.Select(operation => (operation.Op, operation.Path, operation.ValueJson.ToStringUtf8())));
    }

    [Fact]
    public void Read_OneOperationWithoutItsArray_IsTaken()
    {
        Assert.Equal(PatchOp.Add, Assert.Single(Read("""{"Operations":{"op":"add","path":"a","value":1}}""")).Op);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"Operations\":[1]}")]
    [InlineData("{\"Operations\":[{}]}")]
    [InlineData("{\"Operations\":[{\"op\":\"move\"}]}")]
    [InlineData("{\"Operations\":[{\"op\":1}]}")]
    [InlineData("{\"Operations\":[{\"op\":\"add\",\"path\":1}]}")]
    [InlineData("{\"Operations\":[{\"op\":\"add\"}]} x")]
    [InlineData("{\"Operations\":[{\"op\":\"add\"}")]
    public void Read_Malformed_IsInvalidSyntax(string json)
    {
        Assert.Equal(ScimErrorType.InvalidSyntax, Assert.Throws<ScimException>(() => Read(json)).Type);
    }

    [Fact]
    public void Read_NoOperation_IsNothingToDo() => Assert.Empty(Read("""{"Operations":[]}"""));

    [Fact]
    public void Read_TooManyOperations_IsInvalidSyntax()
    {
        string operations = string.Join(',', Enumerable.Repeat("{\"op\":\"add\"}", PatchRequest.MaxOperations + 1));

        Assert.Throws<ScimException>(() => Read($$"""{"Operations":[{{operations}}]}"""));
    }

    private static IReadOnlyList<PatchOperation> Read(string json) => PatchRequest.Read(Encoding.UTF8.GetBytes(json));
}
