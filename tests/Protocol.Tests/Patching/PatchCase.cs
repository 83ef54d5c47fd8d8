using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Scim.Protocol.Json;
using Scim.Protocol.Patching;
using Scim.Protocol.Schema;
using Scim.Protos.Common.V1;

namespace Scim.Protocol.Tests.Patching;

/// <summary>One case of a data file: a resource before, the Operations, and the resource after or the error.</summary>
internal static class PatchCase
{
    public static IEnumerable<JsonElement> Read(string file)
    {
        using Stream stream = typeof(PatchCase).Assembly.GetManifestResourceStream(file)!;
        return [.. JsonDocument.Parse(stream).RootElement.EnumerateArray()];
    }

    public static ScimResourceType Type(JsonElement item) =>
        item.TryGetProperty("type", out JsonElement type) && type.GetString() == "Group" ? ScimResourceTypes.Group : ScimResourceTypes.User;

    public static IReadOnlyList<PatchOperation> Operations(string operations) =>
        PatchRequest.Read(Encoding.UTF8.GetBytes($$"""{"schemas":["{{PatchRequest.Schema}}"],"Operations":{{operations}}}"""));

    public static T Resource<T>(ScimResourceType type, string json)
        where T : class, IMessage<T>, new()
    {
        var resource = new T();
        ScimJsonReader.Read(Encoding.UTF8.GetBytes(json), type, resource, ScimReadOptions.Server);
        return resource;
    }
}
