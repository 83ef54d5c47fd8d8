using MongoDB.Bson;

namespace Scim.EmbeddedMongo.Bson;

/// <summary>A running sum of numbers of every type, whose result has the widest type that was added.</summary>
internal sealed class NumberSum
{
    private Int128 _whole;
    private double _double;
    private double _compensation;
    private BsonValue _decimal = new BsonDecimal128(Decimal128.Zero);
    private BsonType _widest = BsonType.Int32;

    public long Count { get; private set; }

    public bool HasDecimal => _widest == BsonType.Decimal128;

    /// <summary>Adds a number; anything else is ignored.</summary>
    public void Add(BsonValue? value)
    {
        switch (value?.BsonType)
        {
            case BsonType.Int32:
                _whole += value.AsInt32;
                break;
            case BsonType.Int64:
                _whole += value.AsInt64;
                if (_widest == BsonType.Int32) _widest = BsonType.Int64;
                break;
            case BsonType.Double:
                AddDouble(value.AsDouble);
                if (!HasDecimal) _widest = BsonType.Double;
                break;
            case BsonType.Decimal128:
                _decimal = BsonArithmetic.Add(_decimal, value)!;
                _widest = BsonType.Decimal128;
                break;
            default:
                return;
        }

        Count++;
    }

    public double TotalDouble() => (double)_whole + _double + (double.IsFinite(_double) ? _compensation : 0);

    /// <summary>Int32 while it fits, Int64 while that fits, else Double; Decimal128 where one was added.</summary>
    public BsonValue Total()
    {
        if (HasDecimal) return BsonArithmetic.Add(_decimal, BsonArithmetic.Exact(TotalDouble()))!;
        if (_widest == BsonType.Double) return new BsonDouble(TotalDouble());
        if (_whole > long.MaxValue || _whole < long.MinValue) return new BsonDouble((double)_whole);
        return _widest == BsonType.Int32 && _whole >= int.MinValue && _whole <= int.MaxValue
            ? new BsonInt32((int)_whole)
            : new BsonInt64((long)_whole);
    }

    // Neumaier's summation keeps what a plain one rounds away
    private void AddDouble(double value)
    {
        double sum = _double + value;
        _compensation += Math.Abs(_double) >= Math.Abs(value) ? (_double - sum) + value : (value - sum) + _double;
        _double = sum;
    }
}
