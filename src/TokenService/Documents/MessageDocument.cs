using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using MongoDB.Bson;

namespace Scim.Tokens.Documents;

/// <summary>Messages as documents, under the names of their fields. What is unset or default is not stored.</summary>
internal static class MessageDocument
{
    public static BsonDocument Write(IMessage message)
    {
        var document = new BsonDocument();
        foreach (FieldDescriptor field in message.Descriptor.Fields.InDeclarationOrder())
        {
            if (Value(message, field) is { } value) document.Add(field.Name, value);
        }

        return document;
    }

    public static T Read<T>(BsonDocument document)
        where T : IMessage, new()
    {
        var message = new T();
        Fill(message, document);
        return message;
    }

    /// <summary>A field's value as stored; null where nothing is.</summary>
    public static BsonValue? Value(IMessage message, FieldDescriptor field)
    {
        object? value = field.Accessor.GetValue(message);
        if (value is IList { } list && field.IsRepeated)
            return list.Count == 0 ? null : new BsonArray(list.Cast<object>().Select(item => Single(field, item)));

        return value is null || IsDefault(message, field, value) ? null : Single(field, value);
    }

    private static bool IsDefault(IMessage message, FieldDescriptor field, object value) =>
        field.HasPresence ? !field.Accessor.HasValue(message) : value switch
        {
            string text => text.Length == 0,
            ByteString bytes => bytes.IsEmpty,
            bool flag => !flag,
            System.Enum name => Convert.ToInt32(name) == 0,
            IConvertible number => number.ToDouble(null) == 0,
            _ => false,
        };

    private static BsonValue Single(FieldDescriptor field, object value) => value switch
    {
        Timestamp time => new BsonDateTime(time.ToDateTime()),
        Duration duration => new BsonInt64((long)duration.ToTimeSpan().TotalMilliseconds),
        IMessage message => Write(message),
        ByteString bytes => new BsonBinaryData(bytes.ToByteArray()),
        _ when field.FieldType == FieldType.Enum => new BsonInt32(Convert.ToInt32(value)),
        _ => BsonValue.Create(value),
    };

    private static void Fill(IMessage message, BsonDocument document)
    {
        foreach (FieldDescriptor field in message.Descriptor.Fields.InDeclarationOrder())
        {
            if (!document.TryGetValue(field.Name, out BsonValue stored)) continue;

            if (field.IsRepeated)
            {
                var list = (IList)field.Accessor.GetValue(message);
                foreach (BsonValue item in stored.AsBsonArray) list.Add(Parse(field, item));
            }
            else
            {
                field.Accessor.SetValue(message, Parse(field, stored));
            }
        }
    }

    private static object Parse(FieldDescriptor field, BsonValue stored) => field.FieldType switch
    {
        FieldType.Message => ParseMessage(field.MessageType, stored),
        FieldType.Bytes => ByteString.CopyFrom(stored.AsByteArray),
        FieldType.Int64 => stored.ToInt64(),
        FieldType.Int32 => stored.ToInt32(),
        FieldType.Bool => stored.AsBoolean,
        FieldType.Enum => System.Enum.ToObject(field.EnumType.ClrType, stored.ToInt32()),
        _ => stored.AsString,
    };

    private static IMessage ParseMessage(MessageDescriptor type, BsonValue stored)
    {
        if (type.FullName == Timestamp.Descriptor.FullName) return Timestamp.FromDateTime(stored.ToUniversalTime());
        if (type.FullName == Duration.Descriptor.FullName) return Duration.FromTimeSpan(TimeSpan.FromMilliseconds(stored.ToInt64()));

        var message = (IMessage)Activator.CreateInstance(type.ClrType)!;
        Fill(message, stored.AsBsonDocument);
        return message;
    }
}
