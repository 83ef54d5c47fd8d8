using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;

namespace Scim.EmbeddedMongo.Query;

/// <summary>A comparison with a constant, within its type class; null equals missing, NaN equals only NaN.</summary>
internal sealed class ComparePredicate(Comparison comparison, BsonValue value) : ValuePredicate
{
    private readonly byte[] _constant = BsonMaterializer.Wrap(value);
    private readonly BsonTypeClass _class = value.BsonType.Class();
    private readonly bool _isNaN = IsNaN(value);

    public Comparison Comparison => comparison;

    public BsonValue Value => value;

    /// <summary>Whether the operator holds for two equal values.</summary>
    public bool AcceptsEqual => comparison is Comparison.Equal or Comparison.LessOrEqual or Comparison.GreaterOrEqual;

    public static bool IsNaN(BsonValue value) => value.BsonType switch
    {
        BsonType.Double => double.IsNaN(value.AsDouble),
        BsonType.Decimal128 => Decimal128.IsNaN(value.AsDecimal128),
        _ => false,
    };

    public override bool Matches(BsonSlice value)
    {
        BsonTypeClass type = value.Type.Class();
        if (type != _class) return OfAnotherClass(type);
        if (type == BsonTypeClass.Number && (_isNaN || IsNaN(value))) return AcceptsEqual && _isNaN && IsNaN(value);

        int order = SliceOrder.Compare(type, value, BsonMaterializer.FirstValue(_constant));
        return comparison switch
        {
            Comparison.Equal => order == 0,
            Comparison.Less => order < 0,
            Comparison.LessOrEqual => order <= 0,
            Comparison.Greater => order > 0,
            _ => order >= 0,
        };
    }

    private static bool IsNaN(BsonSlice value) => value.Type switch
    {
        BsonType.Double => double.IsNaN(value.AsDouble),
        BsonType.Decimal128 => Decimal128.IsNaN(value.AsDecimal128),
        _ => false,
    };

    private bool OfAnotherClass(BsonTypeClass type) => _class switch
    {
        BsonTypeClass.Null => type == BsonTypeClass.Undefined && AcceptsEqual,
        BsonTypeClass.MaxKey => comparison is Comparison.Less or Comparison.LessOrEqual,
        BsonTypeClass.MinKey => comparison is Comparison.Greater or Comparison.GreaterOrEqual,
        _ => false,
    };
}
