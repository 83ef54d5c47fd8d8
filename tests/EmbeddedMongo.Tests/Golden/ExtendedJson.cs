using System.Globalization;
using System.Text.Json;
using MongoDB.Bson;

namespace Scim.EmbeddedMongo.Tests.Golden;

/// <summary>Strict Extended JSON v2: an object is a wrapper only where its keys are exactly that wrapper's.</summary>
internal static class ExtendedJson
{
    public static BsonValue Read(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => Wrapped(json) ?? Document(json),
        JsonValueKind.Array => new BsonArray(json.EnumerateArray().Select(Read)),
        JsonValueKind.String => new BsonString(json.GetString()!),
        JsonValueKind.True => BsonBoolean.True,
        JsonValueKind.False => BsonBoolean.False,
        JsonValueKind.Null => BsonNull.Value,
        _ => throw new FormatException($"A plain number is not canonical Extended JSON: {json.GetRawText()}"),
    };

    private static BsonDocument Document(JsonElement json) =>
        new(json.EnumerateObject().Select(property => new BsonElement(property.Name, Read(property.Value))));

    private static BsonValue? Wrapped(JsonElement json)
    {
        JsonProperty[] properties = [.. json.EnumerateObject()];
        if (properties.Length == 1) return Single(properties[0].Name, properties[0].Value);
        return properties.Length == 2 && properties[0].Name == "$code" && properties[1].Name == "$scope"
            ? new BsonJavaScriptWithScope(properties[0].Value.GetString()!, Document(properties[1].Value))
            : null;
    }

    private static BsonValue? Single(string name, JsonElement value) => (name, value.ValueKind) switch
    {
        ("$numberInt", JsonValueKind.String) => new BsonInt32(int.Parse(value.GetString()!, CultureInfo.InvariantCulture)),
        ("$numberLong", JsonValueKind.String) => new BsonInt64(long.Parse(value.GetString()!, CultureInfo.InvariantCulture)),
        ("$numberDouble", JsonValueKind.String) => new BsonDouble(double.Parse(value.GetString()!, CultureInfo.InvariantCulture)),
        ("$numberDecimal", JsonValueKind.String) => new BsonDecimal128(Decimal128.Parse(value.GetString()!)),
        ("$oid", JsonValueKind.String) => OfObjectId(value.GetString()!),
        ("$minKey", JsonValueKind.Number) => BsonMinKey.Value,
        ("$maxKey", JsonValueKind.Number) => BsonMaxKey.Value,
        ("$undefined", JsonValueKind.True) => BsonUndefined.Value,
        ("$symbol", JsonValueKind.String) => (BsonSymbol)value.GetString()!,
        ("$code", JsonValueKind.String) => new BsonJavaScript(value.GetString()!),
        ("$date", JsonValueKind.Object) => Read(value) is BsonInt64 date ? new BsonDateTime(date.Value) : null,
        ("$timestamp", JsonValueKind.Object) => new BsonTimestamp(
            (int)value.GetProperty("t").GetUInt32(), (int)value.GetProperty("i").GetUInt32()),
        ("$binary", JsonValueKind.Object) => new BsonBinaryData(
            value.GetProperty("base64").GetBytesFromBase64(),
            (BsonBinarySubType)byte.Parse(value.GetProperty("subType").GetString()!, NumberStyles.HexNumber, CultureInfo.InvariantCulture)),
        ("$regularExpression", JsonValueKind.Object) => new BsonRegularExpression(
            value.GetProperty("pattern").GetString()!, value.GetProperty("options").GetString()!),
        _ => null,
    };

    private static BsonObjectId? OfObjectId(string text) =>
        ObjectId.TryParse(text, out ObjectId id) ? new BsonObjectId(id) : null;
}
