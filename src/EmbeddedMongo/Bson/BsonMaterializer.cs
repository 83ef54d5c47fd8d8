using System.Buffers.Binary;
using System.Text;
using MongoDB.Bson;

namespace Scim.EmbeddedMongo.Bson;

/// <summary>Bytes to <see cref="BsonValue"/> and back, for the places where a tree is wanted.</summary>
internal static class BsonMaterializer
{
    /// <summary>The tree of a whole document's bytes.</summary>
    public static BsonDocument Document(ReadOnlySpan<byte> bytes)
    {
        var document = new BsonDocument(allowDuplicateNames: true);
        var elements = new BsonElements(bytes);
        while (elements.MoveNext())
        {
            document.Add(Encoding.UTF8.GetString(elements.Name), Value(elements.Value));
        }

        return document;
    }

    /// <summary>Bytes of a document that holds the value under an empty name; <see cref="FirstValue"/> finds it there.</summary>
    public static byte[] Wrap(BsonValue value) => new BsonDocument("", value).ToBytes();

    public static BsonSlice FirstValue(ReadOnlySpan<byte> document)
    {
        var elements = new BsonElements(document);
        return elements.MoveNext() ? elements.Value : BsonSlice.Missing;
    }

    public static BsonValue Value(BsonSlice slice) => slice.Type switch
    {
        BsonType.Double => new BsonDouble(slice.AsDouble),
        BsonType.String => new BsonString(Encoding.UTF8.GetString(slice.AsUtf8)),
        BsonType.Document => Document(slice.Bytes),
        BsonType.Array => Array(slice.Bytes),
        BsonType.Binary => Binary(slice.Bytes),
        BsonType.ObjectId => new BsonObjectId(new ObjectId(slice.Bytes.ToArray())),
        BsonType.Boolean => slice.AsBoolean ? BsonBoolean.True : BsonBoolean.False,
        BsonType.DateTime => new BsonDateTime(slice.AsInt64),
        BsonType.RegularExpression => Regex(slice.Bytes),
        BsonType.JavaScript => new BsonJavaScript(Encoding.UTF8.GetString(slice.AsUtf8)),
        BsonType.Symbol => (BsonSymbol)Encoding.UTF8.GetString(slice.AsUtf8),
        BsonType.JavaScriptWithScope => Code(slice.Bytes),
        BsonType.Int32 => new BsonInt32(slice.AsInt32),
        BsonType.Timestamp => new BsonTimestamp(slice.AsInt64),
        BsonType.Int64 => new BsonInt64(slice.AsInt64),
        BsonType.Decimal128 => new BsonDecimal128(slice.AsDecimal128),
        BsonType.Null => BsonNull.Value,
        BsonType.MinKey => BsonMinKey.Value,
        BsonType.MaxKey => BsonMaxKey.Value,
        _ => BsonUndefined.Value,
    };

    private static BsonArray Array(ReadOnlySpan<byte> bytes)
    {
        var array = new BsonArray();
        var elements = new BsonElements(bytes);
        while (elements.MoveNext())
        {
            array.Add(Value(elements.Value));
        }

        return array;
    }

    private static BsonBinaryData Binary(ReadOnlySpan<byte> bytes) =>
        new(bytes[5..].ToArray(), (BsonBinarySubType)bytes[4]);

    private static BsonRegularExpression Regex(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf((byte)0);
        return new BsonRegularExpression(
            Encoding.UTF8.GetString(bytes[..end]), Encoding.UTF8.GetString(bytes[(end + 1)..^1]));
    }

    private static BsonJavaScriptWithScope Code(ReadOnlySpan<byte> bytes)
    {
        int length = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
        return new BsonJavaScriptWithScope(
            Encoding.UTF8.GetString(bytes.Slice(8, length - 1)), Document(bytes[(8 + length)..]));
    }
}
