using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;

namespace Scim.EmbeddedMongo.Query;

/// <summary>A value of one of the named BSON types.</summary>
internal sealed class TypePredicate(IReadOnlySet<BsonType> types) : ValuePredicate
{
    private static readonly Dictionary<string, BsonType> Aliases = new(StringComparer.Ordinal)
    {
        ["double"] = BsonType.Double,
        ["string"] = BsonType.String,
        ["object"] = BsonType.Document,
        ["array"] = BsonType.Array,
        ["binData"] = BsonType.Binary,
        ["undefined"] = BsonType.Undefined,
        ["objectId"] = BsonType.ObjectId,
        ["bool"] = BsonType.Boolean,
        ["date"] = BsonType.DateTime,
        ["null"] = BsonType.Null,
        ["regex"] = BsonType.RegularExpression,
        ["dbPointer"] = (BsonType)12,
        ["javascript"] = BsonType.JavaScript,
        ["symbol"] = BsonType.Symbol,
        ["javascriptWithScope"] = BsonType.JavaScriptWithScope,
        ["int"] = BsonType.Int32,
        ["timestamp"] = BsonType.Timestamp,
        ["long"] = BsonType.Int64,
        ["decimal"] = BsonType.Decimal128,
        ["minKey"] = BsonType.MinKey,
        ["maxKey"] = BsonType.MaxKey,
    };

    public IReadOnlySet<BsonType> Types => types;

    /// <summary>Reads the operand of <c>$type</c>: a name, a number, or an array of them.</summary>
    public static TypePredicate Parse(BsonValue operand)
    {
        var types = new HashSet<BsonType>();
        if (operand is not BsonArray array)
        {
            Add(types, operand);
        }
        else if (array.Count == 0)
        {
            throw CommandException.FailedToParse("$type must match at least one type");
        }
        else
        {
            foreach (BsonValue item in array) Add(types, item);
        }

        return new TypePredicate(types);
    }

    public override bool Matches(BsonSlice value) => !value.IsMissing && types.Contains(value.Type);

    private static void Add(HashSet<BsonType> types, BsonValue operand)
    {
        if (operand.IsString && operand.AsString == "number")
        {
            types.UnionWith([BsonType.Double, BsonType.Int32, BsonType.Int64, BsonType.Decimal128]);
        }
        else if (operand.IsString)
        {
            types.Add(Aliases.TryGetValue(operand.AsString, out BsonType named)
                ? named
                : throw CommandException.BadValue($"Unknown type name alias: {operand.AsString}"));
        }
        else if (operand.BsonType.Class() == BsonTypeClass.Number)
        {
            types.Add(OfCode(operand));
        }
        else
        {
            throw CommandException.TypeMismatch("type must be represented as a number or a string");
        }
    }

    private static BsonType OfCode(BsonValue operand) => NumberCast.Whole(operand) switch
    {
        -1 => BsonType.MinKey,
        127 => BsonType.MaxKey,
        { } code and >= 1 and <= 19 => (BsonType)code,
        _ => throw CommandException.BadValue($"Invalid numerical type code: {operand}"),
    };
}
