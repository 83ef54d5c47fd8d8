using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Query;

namespace Scim.EmbeddedMongo.Update;

/// <summary>The $sort of $push: elements as a whole, or by fields inside them.</summary>
internal sealed class ElementOrder(IReadOnlyList<(FieldPath? Path, int Direction)> keys) : IComparer<BsonValue>
{
    public static ElementOrder Parse(BsonValue operand)
    {
        if (operand is not BsonDocument pattern) return new ElementOrder([(null, Direction(operand))]);
        if (pattern.ElementCount == 0) throw CommandException.BadValue("The $sort pattern is empty when it should be a set of fields.");
        return new ElementOrder([.. pattern.Select(element => (Field(element.Name), Direction(element.Value)))]);
    }

    public int Compare(BsonValue? x, BsonValue? y)
    {
        foreach ((FieldPath? path, int direction) in keys)
        {
            int order = BsonOrder.Compare(Key(x!, path), Key(y!, path));
            if (order != 0) return order * direction;
        }

        return 0;
    }

    private static FieldPath? Field(string name) =>
        name.Split('.').Any(part => part.Length == 0)
            ? throw CommandException.BadValue($"The $sort field '{name}' has an empty part")
            : new FieldPath(name);

    private static int Direction(BsonValue value) =>
        value.BsonType.Class() == BsonTypeClass.Number && NumberCast.Whole(value) is { } direction and (1 or -1)
            ? (int)direction
            : throw CommandException.BadValue("The $sort element value must be either 1 or -1");

    private static BsonValue Key(BsonValue element, FieldPath? path)
    {
        if (path is null) return element;

        BsonValue value = element;
        foreach (string part in path.Parts)
        {
            if (value is not BsonDocument document || !document.TryGetValue(part, out value)) return BsonNull.Value;
        }

        return value;
    }
}
