using Google.Protobuf;
using Scim.Groups.Members;
using Scim.Protocol.Errors;
using Scim.Protos.Common.V1;

namespace Scim.Groups.Tests.Members;

public sealed class MemberPatchReaderTests
{
    [Theory]
    [InlineData("members", """[{"$ref":null,"value":"a"}]""", "a")]
    [InlineData("members", """[{"$ref":null,"value":"a"},{"value":"b","displayName":"B","type":"User"}]""", "a,b")]
    [InlineData("members", """[{"value":"a"},{"value":"a"}]""", "a")]
    [InlineData("Members", """{"Value":"a"}""", "a")]
    [InlineData("members", "\"a\"", "a")]
    [InlineData("members", """["a","b"]""", "a,b")]
    [InlineData("members", """[{"$ref":"https://host/scim/v2/Users/a"}]""", "a")]
    [InlineData("members[value eq \"a\"]", "", "a")]
    [InlineData("urn:ietf:params:scim:schemas:core:2.0:Group:members", "\"a\"", "a")]
    [InlineData("", """{"members":[{"value":"a"}]}""", "a")]
    [InlineData("members", "[]", "")]
    [InlineData("members", "null", "")]
    [InlineData("members", "\"\"", "")]
    public void Read_AddOfEveryShape_AddsThoseMembersOnly(string path, string value, string added)
    {
        MemberPatch patch = Read(Operation(PatchOp.Add, path, value));

        Assert.False(patch.Members.ReplacesAll);
        Assert.Empty(patch.Members.Removed);
        Assert.Equal(added, string.Join(',', patch.Members.Added.Select(member => member.Id)));
        Assert.Empty(patch.Attributes);
    }

    [Theory]
    [InlineData("members", """[{"$ref":null,"value":"a"}]""", "a")]
    [InlineData("members", "\"a\"", "a")]
    [InlineData("members", "[]", "")]
    [InlineData("members", "null", "")]
    [InlineData("members", "\"\"", "")]
    [InlineData("members[value eq \"a\"]", "", "a")]
    [InlineData("members[Value EQ \"a\" or value eq \"b\"]", "", "a,b")]
    public void Read_RemoveWithAValueOrFilter_NeverEmptiesTheGroup(string path, string value, string removed)
    {
        MemberPatch patch = Read(Operation(PatchOp.Remove, path, value));

        Assert.False(patch.Members.ReplacesAll);
        Assert.Equal(removed, string.Join(',', patch.Members.Removed.Order()));
    }

    [Theory]
    [InlineData(PatchOp.Remove, "")]
    [InlineData(PatchOp.Replace, "[]")]
    [InlineData(PatchOp.Replace, "null")]
    public void Read_RemoveWithoutValueOrReplaceWithNone_EmptiesTheGroup(PatchOp op, string value)
    {
        MemberPatch patch = Read(Operation(op, "members", value));

        Assert.True(patch.Members.ReplacesAll);
        Assert.Empty(patch.Members.Added);
    }

    [Theory]
    [InlineData("displayName", "\"N\"")]
    [InlineData("externalId", "\"E\"")]
    [InlineData("", """{"id":"1","displayName":"N"}""")]
    [InlineData("urn:ietf:params:scim:schemas:core:2.0:Group:displayName", "\"N\"")]
    public void Read_ReplaceOfAnotherAttribute_LeavesMembersAlone(string path, string value)
    {
        PatchOperation operation = Operation(PatchOp.Replace, path, value);

        MemberPatch patch = Read(operation);

        Assert.True(patch.Members.IsEmpty);
        Assert.Same(operation, Assert.Single(patch.Attributes));
    }

    [Fact]
    public void Read_PathlessWithMembersAndName_SplitsBoth()
    {
        MemberPatch patch = Read(Operation(PatchOp.Replace, "", """{"displayName":"N","members":[{"value":"a"}]}"""));

        Assert.True(patch.Members.ReplacesAll);
        Assert.Equal("a", Assert.Single(patch.Members.Added).Id);
        Assert.Equal("""{"displayName":"N"}""", Assert.Single(patch.Attributes).ValueJson.ToStringUtf8());
    }

    [Fact]
    public void Read_OperationsInARow_LastOneOfAMemberDecides()
    {
        MemberPatch patch = Read(
            Operation(PatchOp.Add, "members", """["a","b"]"""),
            Operation(PatchOp.Remove, "members", """["a"]"""),
            Operation(PatchOp.Remove, "members", """["c"]"""),
            Operation(PatchOp.Add, "members", """["c"]"""));

        Assert.Equal(["b", "c"], patch.Members.Added.Select(member => member.Id).Order());
        Assert.Equal(["a"], patch.Members.Removed);
    }

    [Theory]
    [InlineData(PatchOp.Add, "members", "[{}]", ScimErrorType.InvalidValue)]
    [InlineData(PatchOp.Add, "members", "[7]", ScimErrorType.InvalidValue)]
    [InlineData(PatchOp.Add, "members", """[{"value":7}]""", ScimErrorType.InvalidValue)]
    [InlineData(PatchOp.Add, "members", "[\"a:b\"]", ScimErrorType.InvalidValue)]
    [InlineData(PatchOp.Add, "members", "[", ScimErrorType.InvalidSyntax)]
    [InlineData(PatchOp.Replace, "members[value eq \"a\"].display", "\"x\"", ScimErrorType.Mutability)]
    [InlineData(PatchOp.Replace, "members[value eq \"a\"]", "{}", ScimErrorType.Mutability)]
    [InlineData(PatchOp.Remove, "members[display co \"a\"]", "", ScimErrorType.InvalidFilter)]
    [InlineData(PatchOp.Unspecified, "members", "[]", ScimErrorType.InvalidSyntax)]
    public void Read_WhatCannotBeDone_FailsWithItsType(PatchOp op, string path, string value, ScimErrorType type)
    {
        var error = Assert.Throws<ScimException>(() => Read(Operation(op, path, value)));

        Assert.Equal(type, error.Type);
    }

    private static MemberPatch Read(params PatchOperation[] operations) => MemberPatchReader.Read(operations);

    private static PatchOperation Operation(PatchOp op, string path, string value) =>
        new() { Op = op, Path = path, ValueJson = ByteString.CopyFromUtf8(value) };
}
