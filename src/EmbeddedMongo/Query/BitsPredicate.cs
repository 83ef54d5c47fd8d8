using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;

namespace Scim.EmbeddedMongo.Query;

/// <summary>Bits of a whole number: all or any of them set or clear.</summary>
internal sealed class BitsPredicate(ulong mask, bool all, bool set) : ValuePredicate
{
    public static BitsPredicate Parse(string name, BsonValue operand) =>
        new(Mask(name, operand), name.Contains("All", StringComparison.Ordinal), name.EndsWith("Set", StringComparison.Ordinal));

    public override bool Matches(BsonSlice value)
    {
        if (value.Type.Class() != BsonTypeClass.Number || NumberCast.Whole(value.ToBsonValue()) is not { } number) return false;

        ulong bits = (set ? (ulong)number : ~(ulong)number) & mask;
        return all ? bits == mask : bits != 0;
    }

    private static ulong Mask(string name, BsonValue operand)
    {
        if (operand is BsonArray positions)
        {
            return positions.Aggregate(0UL, (mask, position) => mask | 1UL << Position(name, position));
        }

        if (operand.BsonType.Class() != BsonTypeClass.Number)
        {
            throw CommandException.BadValue($"{name} takes an Array or a number");
        }

        return NumberCast.Whole(operand) is { } bits and >= 0
            ? (ulong)bits
            : throw CommandException.FailedToParse($"{name}: expected a positive number");
    }

    private static int Position(string name, BsonValue value) =>
        NumberCast.Whole(value) is { } position and >= 0 and < 64
            ? (int)position
            : throw CommandException.BadValue($"bit positions of {name} must be whole numbers from 0 to 63");
}
