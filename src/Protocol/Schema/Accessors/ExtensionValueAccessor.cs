using System.Buffers;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Google.Protobuf.Reflection;
using Scim.Protocol.Json;
using Scim.Protos.Common.V1;

namespace Scim.Protocol.Schema.Accessors;

/// <summary>
/// A custom extension of a resource: JSON in the message's field <c>extensions</c>. What is read is a copy; who changes
/// it sets it again. So the message alone says what the resource is, and its copies and comparisons are right.
/// </summary>
internal sealed class ExtensionValueAccessor(ScimAttribute extension, FieldDescriptor field) : AttributeAccessor
{
    private static readonly ScimWriteOptions Whole = new() { Projection = Projection.Everything };

    public override bool IsAssigned(object owner) => Find(owner) >= 0;

    public override void Clear(object owner)
    {
        if (Find(owner) is >= 0 and int index) Values(owner).RemoveAt(index);
    }

    public override object? GetValue(object owner) =>
        Find(owner) is >= 0 and int index
            ? ScimJsonReader.ReadComplex(Values(owner)[index].ValueJson.Span, extension, ScimReadOptions.Server)
            : null;

    public override void SetValue(object owner, object value)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json, ScimJsonWriter.WriterOptions))
        {
            ScimJsonWriter.WriteComplex(writer, extension, value, Whole);
        }

        var next = new ExtensionValue { Urn = extension.Name, ValueJson = ByteString.CopyFrom(json.WrittenSpan) };
        RepeatedField<ExtensionValue> values = Values(owner);
        if (Find(owner) is >= 0 and int index) values[index] = next;
        else values.Add(next);
    }

    public override object CreateComplex() => new DynamicComplex(extension.SubAttributes.Count);

    private RepeatedField<ExtensionValue> Values(object owner) => (RepeatedField<ExtensionValue>)field.Accessor.GetValue((IMessage)owner);

    private int Find(object owner)
    {
        RepeatedField<ExtensionValue> values = Values(owner);
        for (int i = 0; i < values.Count; i++)
        {
            if (values[i].Urn.Equals(extension.Name, StringComparison.OrdinalIgnoreCase)) return i;
        }

        return -1;
    }
}
