using System.Text.Json;
using Google.Protobuf;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Json;

/// <summary>Writes simple values in their JSON form (RFC 7643 section 2.3).</summary>
public static class JsonScalarWriter
{
    /// <summary>Writes the value of a single simple attribute.</summary>
    public static void WriteSingle(Utf8JsonWriter writer, ScimAttribute attribute, object owner)
    {
        switch (attribute.Type)
        {
            case AttributeType.Boolean:
                writer.WriteBooleanValue(attribute.Accessor.GetBoolean(owner));
                break;
            case AttributeType.Integer:
                writer.WriteNumberValue(attribute.Accessor.GetInteger(owner));
                break;
            case AttributeType.Decimal:
                writer.WriteNumberValue(attribute.Accessor.GetDecimal(owner));
                break;
            case AttributeType.DateTime:
                WriteDateTime(writer, attribute.Accessor.GetDateTime(owner));
                break;
            case AttributeType.Binary:
                writer.WriteBase64StringValue(attribute.Accessor.GetBinary(owner).Span);
                break;
            default:
                writer.WriteStringValue(attribute.Accessor.GetString(owner));
                break;
        }
    }

    /// <summary>Writes a boxed value: one of several.</summary>
    public static void WriteItem(Utf8JsonWriter writer, object value)
    {
        switch (value)
        {
            case bool boolean:
                writer.WriteBooleanValue(boolean);
                break;
            case long integer:
                writer.WriteNumberValue(integer);
                break;
            case double number:
                writer.WriteNumberValue(number);
                break;
            case DateTimeOffset time:
                WriteDateTime(writer, time);
                break;
            case ByteString binary:
                writer.WriteBase64StringValue(binary.Span);
                break;
            default:
                writer.WriteStringValue((string)value);
                break;
        }
    }

    /// <summary>Writes a point in time.</summary>
    public static void WriteDateTime(Utf8JsonWriter writer, DateTimeOffset value)
    {
        Span<byte> text = stackalloc byte[DateTimeText.MaxLength];
        writer.WriteStringValue(text[..DateTimeText.Format(value, text)]);
    }
}
