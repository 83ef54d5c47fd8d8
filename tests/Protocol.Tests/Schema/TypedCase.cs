using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Scim.Protocol.Discovery;
using Scim.Protocol.Filters;
using Scim.Protocol.Json;
using Scim.Protocol.Patching;
using Scim.Protocol.Schema;
using Scim.Protocol.Tests.Patching;

namespace Scim.Protocol.Tests.Schema;

/// <summary>What the library does with resources of a type, in JSON.</summary>
internal sealed class TypedCase<T>(ScimResourceType type)
    where T : class, IMessage<T>, new()
{
    public T Read(string json)
    {
        var resource = new T();
        ScimJsonReader.Read(Encoding.UTF8.GetBytes(json), type, resource);
        return resource;
    }

    public JsonNode Write(T resource, string attributes = "", string excluded = "")
    {
        var output = new ArrayBufferWriter<byte>();
        Projection projection = Projection.Create(type, Projection.ParseNames(attributes), Projection.ParseNames(excluded));
        ScimJsonWriter.Write(output, type, resource, new ScimWriteOptions { Projection = projection });
        return JsonNode.Parse(output.WrittenSpan)!;
    }

    public bool Matches(string filter, T resource) => FilterEvaluator.Matches(FilterBinder.Bind(FilterParser.Parse(filter), type), resource);

    public PatchResult<T> Patch(T resource, string operations) => PatchApplier.Apply(type, resource, PatchCase.Operations(operations));

    public JsonNode Schema(string urn)
    {
        ScimSchema schema = urn == type.Core.Urn ? type.Core : type.FindExtension(urn)!.Schema;
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output)) SchemaDocument.Write(writer, schema, "https://x");
        return JsonNode.Parse(output.WrittenSpan)!;
    }
}
