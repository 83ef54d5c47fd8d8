using System.Buffers;
using System.Text.Json;
using Google.Protobuf;
using Scim.Gateway.Resources;
using Scim.Protocol.Json;
using Scim.Protocol.Schema;
using Scim.Protos.Common.V1;

namespace Scim.Gateway.Endpoints;

/// <summary>Writes a list whose resources are JSON already, and puts into each what another service knows of it.</summary>
internal sealed class JsonListWriter(ScimResourceType type, ScimWriteOptions options)
{
    public void Write(Utf8JsonWriter writer, ResourceList list)
    {
        ListResponseWriter.WriteOpen(writer, list.Json.Count, list.Page);
        foreach ((JsonResource resource, IMessage? more) in list.Json)
        {
            if (more is null) writer.WriteRawValue(resource.Json.Span, skipInputValidation: true);
            else WriteJoined(writer, resource.Json.Span, more);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    // Two objects as one: the first without its end, the second, if there is anything in it, without its begin.
    private void WriteJoined(Utf8JsonWriter writer, ReadOnlySpan<byte> resource, IMessage more)
    {
        using var joined = new PooledBuffer(resource.Length + 512);
        joined.Write(resource[..^1]);
        int begin = joined.Length;
        using (var attributes = new Utf8JsonWriter(joined, ScimJsonWriter.WriterOptions)) WriteAttributes(attributes, more);
        bool any = joined.Length - begin > "{}"u8.Length;
        if (any) joined.WrittenSpan[begin] = (byte)',';
        writer.WriteRawValue(any ? joined.WrittenSpan : resource, skipInputValidation: true);
    }

    private void WriteAttributes(Utf8JsonWriter writer, IMessage more)
    {
        writer.WriteStartObject();
        foreach (ScimAttribute attribute in type.Attributes.AsSpan())
        {
            if (!attribute.IsSchemas && attribute != type.Meta && options.Projection.Includes(attribute) && attribute.Accessor.IsAssigned(more))
            {
                ScimJsonWriter.WriteAttribute(writer, attribute, more, options);
            }
        }

        writer.WriteEndObject();
    }
}
