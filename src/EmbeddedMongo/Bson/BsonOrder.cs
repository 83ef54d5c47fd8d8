using System.Text;
using MongoDB.Bson;

namespace Scim.EmbeddedMongo.Bson;

/// <summary>BSON's total order: by type class, then by value; numbers of every type are one class.</summary>
internal sealed class BsonOrder : IComparer<BsonValue>, IEqualityComparer<BsonValue>
{
    public static BsonOrder Instance { get; } = new();

    int IComparer<BsonValue>.Compare(BsonValue? x, BsonValue? y) => Compare(x!, y!);

    bool IEqualityComparer<BsonValue>.Equals(BsonValue? x, BsonValue? y) => Compare(x!, y!) == 0;

    /// <summary>Equal values have equal hashes, across number types and nested.</summary>
    public int GetHashCode(BsonValue obj)
    {
        BsonTypeClass type = obj.BsonType.Class();
        return type switch
        {
            BsonTypeClass.Number => obj.ToDouble().GetHashCode() is var hash && obj.ToDouble() == 0 ? 0 : hash,
            BsonTypeClass.String => Text(obj).GetHashCode(StringComparison.Ordinal),
            BsonTypeClass.Document => obj.AsBsonDocument.Aggregate(
                17, (hash, element) => HashCode.Combine(hash, element.Name, GetHashCode(element.Value))),
            BsonTypeClass.Array => obj.AsBsonArray.Aggregate(19, (hash, item) => HashCode.Combine(hash, GetHashCode(item))),
            BsonTypeClass.Null or BsonTypeClass.Undefined or BsonTypeClass.MinKey or BsonTypeClass.MaxKey => (int)type,
            BsonTypeClass.JavaScriptWithScope => obj.AsBsonJavaScriptWithScope.Code.GetHashCode(StringComparison.Ordinal),
            _ => obj.GetHashCode(),
        };
    }

    public static bool Equal(BsonValue left, BsonValue right) => Compare(left, right) == 0;

    public static int Compare(BsonValue left, BsonValue right)
    {
        BsonTypeClass type = left.BsonType.Class();
        int order = type.CompareTo(right.BsonType.Class());
        return order != 0 ? order : Compare(type, left, right);
    }

    private static int Compare(BsonTypeClass type, BsonValue left, BsonValue right) => type switch
    {
        BsonTypeClass.Number => BsonNumber.Compare(left, right),
        BsonTypeClass.String => Utf8(Text(left), Text(right)),
        BsonTypeClass.Document => Documents(left.AsBsonDocument, right.AsBsonDocument),
        BsonTypeClass.Array => Arrays(left.AsBsonArray, right.AsBsonArray),
        BsonTypeClass.Binary => Binaries(left.AsBsonBinaryData, right.AsBsonBinaryData),
        BsonTypeClass.ObjectId => left.AsObjectId.CompareTo(right.AsObjectId),
        BsonTypeClass.Boolean => left.AsBoolean.CompareTo(right.AsBoolean),
        BsonTypeClass.DateTime => left.AsBsonDateTime.MillisecondsSinceEpoch.CompareTo(
            right.AsBsonDateTime.MillisecondsSinceEpoch),
        BsonTypeClass.Timestamp => ((ulong)left.AsBsonTimestamp.Value).CompareTo((ulong)right.AsBsonTimestamp.Value),
        BsonTypeClass.RegularExpression => Regexes(left.AsBsonRegularExpression, right.AsBsonRegularExpression),
        BsonTypeClass.JavaScript => Utf8(left.AsBsonJavaScript.Code, right.AsBsonJavaScript.Code),
        BsonTypeClass.JavaScriptWithScope => Scoped(left.AsBsonJavaScriptWithScope, right.AsBsonJavaScriptWithScope),
        _ => 0,
    };

    /// <summary>Order of the UTF-8 bytes, which differs from ordinal order for surrogates.</summary>
    private static int Utf8(string left, string right)
    {
        int common = Math.Min(left.Length, right.Length);
        int at = left.AsSpan().CommonPrefixLength(right);
        if (at == common) return left.Length.CompareTo(right.Length);
        if (!char.IsSurrogate(left[at]) && !char.IsSurrogate(right[at])) return left[at].CompareTo(right[at]);
        return Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right));
    }

    private static string Text(BsonValue value) =>
        value.BsonType == BsonType.Symbol ? value.AsBsonSymbol.Name : value.AsString;

    private static int Documents(BsonDocument left, BsonDocument right)
    {
        int common = Math.Min(left.ElementCount, right.ElementCount);
        for (int i = 0; i < common; i++)
        {
            BsonElement a = left.GetElement(i);
            BsonElement b = right.GetElement(i);
            BsonTypeClass type = a.Value.BsonType.Class();
            int order = type.CompareTo(b.Value.BsonType.Class());
            if (order == 0) order = Utf8(a.Name, b.Name);
            if (order == 0) order = Compare(type, a.Value, b.Value);
            if (order != 0) return order;
        }

        return left.ElementCount.CompareTo(right.ElementCount);
    }

    private static int Arrays(BsonArray left, BsonArray right)
    {
        int common = Math.Min(left.Count, right.Count);
        for (int i = 0; i < common; i++)
        {
            int order = Compare(left[i], right[i]);
            if (order != 0) return order;
        }

        return left.Count.CompareTo(right.Count);
    }

    private static int Binaries(BsonBinaryData left, BsonBinaryData right)
    {
        int order = left.Bytes.Length.CompareTo(right.Bytes.Length);
        if (order == 0) order = ((byte)left.SubType).CompareTo((byte)right.SubType);
        return order != 0 ? order : left.Bytes.AsSpan().SequenceCompareTo(right.Bytes);
    }

    private static int Regexes(BsonRegularExpression left, BsonRegularExpression right)
    {
        int order = Utf8(left.Pattern, right.Pattern);
        return order != 0 ? order : Utf8(left.Options, right.Options);
    }

    private static int Scoped(BsonJavaScriptWithScope left, BsonJavaScriptWithScope right)
    {
        int order = Utf8(left.Code, right.Code);
        return order != 0 ? order : Documents(left.Scope, right.Scope);
    }
}
