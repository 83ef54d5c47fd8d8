using Scim.EmbeddedMongo.Bson;

namespace Scim.EmbeddedMongo.Query;

/// <summary>The remainder of the value, cut to an integer, by a divisor.</summary>
internal sealed class ModPredicate(long divisor, long remainder) : ValuePredicate
{
    public override bool Matches(BsonSlice value)
    {
        if (value.Type.Class() != BsonTypeClass.Number) return false;
        return NumberCast.Truncate(value.ToBsonValue()) is { } number && Remainder(number) == remainder;
    }

    private long Remainder(long number) => divisor == -1 ? 0 : number % divisor;
}
