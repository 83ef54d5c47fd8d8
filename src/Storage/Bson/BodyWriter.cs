using System.Globalization;
using System.Text;
using Google.Protobuf;
using Scim.Protocol.Schema;

namespace Scim.Storage.Bson;

/// <summary>Writes a message, or a custom extension's values, as a stored body by the table. Unassigned is absent.</summary>
internal static class BodyWriter
{
    private static readonly byte[][] Indexes =
        [.. Enumerable.Range(0, 100).Select(index => Encoding.UTF8.GetBytes(index.ToString(CultureInfo.InvariantCulture)))];

    /// <summary>The name of an array's element.</summary>
    public static ReadOnlySpan<byte> Index(int index) =>
        index < Indexes.Length ? Indexes[index] : Encoding.UTF8.GetBytes(index.ToString(CultureInfo.InvariantCulture));

    /// <summary>Writes the elements of a document whose begin and end are the caller's; false where there were none.</summary>
    public static bool Write(BsonBuffer buffer, BsonAttributeTable table, object owner)
    {
        bool any = false;
        foreach (BsonAttribute attribute in table.Items)
        {
            any |= attribute.Accessor.IsAssigned(owner) && WriteAttribute(buffer, attribute, attribute.NameUtf8, owner);
        }

        return any;
    }

    /// <summary>Writes an assigned attribute under a name; false where it was complex and empty, and nothing was written.</summary>
    public static bool WriteAttribute(BsonBuffer buffer, BsonAttribute attribute, ReadOnlySpan<byte> name, object owner)
    {
        if (attribute.Attribute.MultiValued)
        {
            WriteArray(buffer, attribute, name, owner);
            return true;
        }

        switch (attribute.Attribute.Type)
        {
            case AttributeType.String or AttributeType.Reference:
                buffer.WriteString(name, attribute.Accessor.GetString(owner));
                return true;
            case AttributeType.Boolean:
                buffer.WriteBoolean(name, attribute.Accessor.GetBoolean(owner));
                return true;
            case AttributeType.Complex:
                return WriteComplex(buffer, attribute, name, attribute.Accessor.GetValue(owner)!, keepEmpty: false);
            default:
                WriteSimple(buffer, name, attribute.Accessor.GetValue(owner)!);
                return true;
        }
    }

    /// <summary>Writes one complex value as a document; false where it was empty and is not kept.</summary>
    public static bool WriteComplex(BsonBuffer buffer, BsonAttribute attribute, ReadOnlySpan<byte> name, object value, bool keepEmpty)
    {
        int before = buffer.Length;
        int start = buffer.BeginDocument(name);
        if (!Write(buffer, attribute.Children, value) && !keepEmpty)
        {
            buffer.Truncate(before);
            return false;
        }

        buffer.EndDocument(start);
        return true;
    }

    /// <summary>Writes one simple value.</summary>
    public static void WriteSimple(BsonBuffer buffer, ReadOnlySpan<byte> name, object value)
    {
        switch (value)
        {
            case string text:
                buffer.WriteString(name, text);
                break;
            case bool flag:
                buffer.WriteBoolean(name, flag);
                break;
            case long integer:
                buffer.WriteInt64(name, integer);
                break;
            case double real:
                buffer.WriteDouble(name, real);
                break;
            case DateTimeOffset time:
                buffer.WriteDateTime(name, time);
                break;
            case ByteString octets:
                buffer.WriteBinary(name, octets.Span);
                break;
            default:
                throw new InvalidOperationException($"A value of type {value.GetType()} is not stored.");
        }
    }

    private static void WriteArray(BsonBuffer buffer, BsonAttribute attribute, ReadOnlySpan<byte> name, object owner)
    {
        int start = buffer.BeginArray(name);
        int count = attribute.Accessor.GetCount(owner);
        for (int i = 0; i < count; i++)
        {
            object value = attribute.Accessor.GetItem(owner, i);
            if (attribute.IsComplex) WriteComplex(buffer, attribute, Index(i), value, keepEmpty: true);
            else WriteSimple(buffer, Index(i), value);
        }

        buffer.EndDocument(start);
    }
}
