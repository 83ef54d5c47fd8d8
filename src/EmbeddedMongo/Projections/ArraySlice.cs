using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;

namespace Scim.EmbeddedMongo.Projections;

/// <summary>The operand of a projection's $slice: how many elements, from where; negative counts from the end.</summary>
internal sealed record ArraySlice(int? Skip, int Count)
{
    public static ArraySlice Parse(BsonValue operand)
    {
        if (operand.IsNumeric) return new ArraySlice(null, Number(operand));
        if (operand is not BsonArray { Count: 2 } pair || !pair[0].IsNumeric || !pair[1].IsNumeric)
        {
            throw CommandException.Location(28667, "$slice takes a number, or an array of skip and limit");
        }

        int limit = Number(pair[1]);
        return limit > 0
            ? new ArraySlice(Number(pair[0]), limit)
            : throw CommandException.Location(28724, $"The limit of $slice must be positive: {limit}");
    }

    /// <summary>The first index that is kept and the one after the last.</summary>
    public (int From, int To) Window(int length)
    {
        if (Skip is null) return Count >= 0 ? (0, Math.Min(Count, length)) : ((int)Math.Max(0L, (long)length + Count), length);

        int from = Skip >= 0 ? Math.Min(Skip.Value, length) : (int)Math.Max(0L, (long)length + Skip.Value);
        return (from, (int)Math.Min(length, (long)from + Count));
    }

    private static int Number(BsonValue value) =>
        (int)Math.Clamp(NumberCast.Clamped(value), int.MinValue, int.MaxValue);
}
