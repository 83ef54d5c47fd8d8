using System.Text.Json;
using Google.Protobuf;
using Scim.Protocol.Errors;
using Scim.Protocol.Patching;
using Scim.Protocol.Schema;
using Scim.Protos.Groups.V1;
using Scim.Protos.Users.V1;

namespace Scim.Protocol.Tests.Patching;

public sealed class PatchApplierTests
{
    public static TheoryData<string, string> Cases()
    {
        var data = new TheoryData<string, string>();
        foreach (string file in new[] { "rfc7644-cases.json", "client-cases.json" })
        {
            foreach (JsonElement item in PatchCase.Read(file))
            {
                data.Add(item.GetProperty("name").GetString()!, item.GetRawText());
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Apply_Case_GivesItsOutcome(string name, string json)
    {
        JsonElement item = JsonDocument.Parse(json).RootElement;
        if (PatchCase.Type(item) == ScimResourceTypes.Group)
        {
            Check<Group>(name, item);
        }
        else
        {
            Check<User>(name, item);
        }
    }

    [Fact]
    public void Apply_ImmutableSetAgainToTheSame_Succeeds()
    {
        Group group = PatchCase.Resource<Group>(ScimResourceTypes.Group, """{"displayName":"G","members":[{"value":"1","type":"User"}]}""");

        PatchResult<Group> result = PatchApplier.Apply(
            ScimResourceTypes.Group, group, PatchCase.Operations("""[{"op":"replace","path":"members[value eq \"1\"].type","value":"User"}]"""));

        Assert.False(result.IsChanged);
    }

    [Fact]
    public void Apply_MemberSteps_AreThereForAStoreOfEdges()
    {
        IReadOnlyList<PatchStep> steps = [.. PatchCase.Operations("""
            [
              {"op":"Add","path":"members","value":[{"value":"1"},{"value":"2"}]},
              {"op":"remove","path":"members[value eq \"3\"]"},
              {"op":"remove","path":"members"},
              {"op":"replace","value":{"displayName":"N","members":[]}}
            ]
            """).SelectMany(operation => PatchBinder.Bind(operation, ScimResourceTypes.Group))];

        Assert.Collection(
            steps,
            step => Assert.Equal(["1", "2"], Assert.IsType<AddValuesStep>(step).Values.Select(value => ((Member)value).Value)),
            step => Assert.IsType<RemoveElementsStep>(step),
            step => Assert.Empty(Assert.IsType<ReplaceValuesStep>(step).Values),
            step => Assert.Equal("N", Assert.IsType<SetStep>(step).Value),
            step => Assert.Empty(Assert.IsType<ReplaceValuesStep>(step).Values));
    }

    private static void Check<T>(string name, JsonElement item)
        where T : class, IMessage<T>, new()
    {
        ScimResourceType type = PatchCase.Type(item);
        T before = PatchCase.Resource<T>(type, item.GetProperty("before").GetRawText());
        T untouched = before.Clone();
        if (item.TryGetProperty("error", out JsonElement error))
        {
            var thrown = Assert.Throws<ScimException>(() => Apply(type, before, item));
            Assert.Equal(error.GetString(), thrown.Type?.ToScim());
            Assert.Equal(untouched, before);
            return;
        }

        PatchResult<T> result = Apply(type, before, item);

        T after = PatchCase.Resource<T>(type, item.GetProperty("after").GetRawText());
        Assert.True(after.Equals(result.Resource), $"{name}: expected {after}, got {result.Resource}");
        Assert.Equal(
            item.GetProperty("changed").EnumerateArray().Select(path => path.GetString()),
            result.Changed.Select(attribute => attribute.Path));
        Assert.Equal(untouched, before);
    }

    private static PatchResult<T> Apply<T>(ScimResourceType type, T resource, JsonElement item)
        where T : class, IMessage<T> =>
        PatchApplier.Apply(type, resource, PatchCase.Operations(item.GetProperty("patch").GetRawText()));
}
