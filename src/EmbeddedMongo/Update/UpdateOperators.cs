using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Query;

namespace Scim.EmbeddedMongo.Update;

/// <summary>The update operators by name.</summary>
internal static class UpdateOperators
{
    /// <summary>What makes the operator's updates; an unknown name is FailedToParse.</summary>
    public static Func<FieldPath, BsonValue, FieldUpdate> Find(string name) => name switch
    {
        "$set" => static (path, operand) => new ValueUpdate(path, (_, _) => operand),
        "$setOnInsert" => static (path, operand) => new ValueUpdate(path, (_, _) => operand, onlyOnInsert: true),
        "$unset" => static (path, _) => new UnsetUpdate(path),
        "$inc" => Increment,
        "$mul" => Multiply,
        "$min" => static (path, operand) => new ValueUpdate(
            path, (current, _) => current is null || BsonOrder.Compare(operand, current) < 0 ? operand : null),
        "$max" => static (path, operand) => new ValueUpdate(
            path, (current, _) => current is null || BsonOrder.Compare(operand, current) > 0 ? operand : null),
        "$bit" => Bit,
        "$currentDate" => CurrentDate,
        "$rename" => Rename,
        "$push" => PushUpdate.Parse,
        "$addToSet" => AddToSetUpdate.Parse,
        "$pull" => PullUpdate.Matching,
        "$pullAll" => static (path, operand) => operand is BsonArray values
            ? PullUpdate.AnyOf(path, values)
            : throw CommandException.BadValue("$pullAll requires an array argument"),
        "$pop" => Pop,
        _ => throw CommandException.FailedToParse($"Unknown modifier: {name}. Expected a valid update modifier or pipeline-style update"),
    };

    private static ValueUpdate Increment(FieldPath path, BsonValue operand)
    {
        RequireNumber("$inc", path, operand);
        return new ValueUpdate(path, (current, _) => current is null ? operand : Number("$inc", path, current, operand, BsonArithmetic.Add));
    }

    private static ValueUpdate Multiply(FieldPath path, BsonValue operand)
    {
        RequireNumber("$mul", path, operand);
        return new ValueUpdate(path, (current, _) =>
            Number("$mul", path, current ?? new BsonInt32(0), operand, BsonArithmetic.Multiply));
    }

    private static BsonValue Number(
        string name, FieldPath path, BsonValue current, BsonValue operand, Func<BsonValue, BsonValue, BsonValue?> operation)
    {
        RequireNumber(name, path, current);
        return operation(current, operand)
            ?? throw CommandException.BadValue($"Failed to apply {name} operations to current value ({current}) for '{path}'");
    }

    private static void RequireNumber(string name, FieldPath path, BsonValue value)
    {
        if (value.BsonType.Class() != BsonTypeClass.Number)
        {
            throw CommandException.TypeMismatch($"Cannot apply {name} to the value {{{path}: {value.BsonType}}} of non-numeric type");
        }
    }

    private static ValueUpdate Bit(FieldPath path, BsonValue operand)
    {
        if (operand is not BsonDocument { ElementCount: > 0 } operations) throw CommandException.BadValue("The $bit modifier needs a document");
        foreach (BsonElement operation in operations)
        {
            if (operation.Name is not ("and" or "or" or "xor")) throw CommandException.BadValue($"The $bit modifier only supports 'and', 'or', and 'xor', not '{operation.Name}'");
            RequireInteger(operation.Value);
        }

        return new ValueUpdate(path, (current, _) => operations.Aggregate(current ?? new BsonInt32(0), Bit));
    }

    private static BsonValue Bit(BsonValue current, BsonElement operation)
    {
        RequireInteger(current);
        long left = current.ToInt64();
        long right = operation.Value.ToInt64();
        long result = operation.Name switch
        {
            "and" => left & right,
            "or" => left | right,
            _ => left ^ right,
        };
        return current.IsInt32 && operation.Value.IsInt32 ? new BsonInt32((int)result) : new BsonInt64(result);
    }

    private static void RequireInteger(BsonValue value)
    {
        if (value.BsonType is not (BsonType.Int32 or BsonType.Int64))
        {
            throw CommandException.BadValue($"$bit needs an Int32 or Int64, not {value.BsonType}");
        }
    }

    private static ValueUpdate CurrentDate(FieldPath path, BsonValue operand)
    {
        bool timestamp = operand switch
        {
            BsonBoolean => false,
            BsonDocument { ElementCount: 1 } type when type.GetValue("$type", "") == "date" => false,
            BsonDocument { ElementCount: 1 } type when type.GetValue("$type", "") == "timestamp" => true,
            _ => throw CommandException.BadValue("$currentDate needs true or {$type: 'date'} or {$type: 'timestamp'}"),
        };
        return new ValueUpdate(path, (_, moment) => timestamp ? moment.Timestamp : moment.Date);
    }

    private static RenameUpdate Rename(FieldPath path, BsonValue operand)
    {
        if (operand is not BsonString name) throw CommandException.BadValue($"The 'to' field for $rename must be a string: {path}");

        FieldPath to = UpdateParser.Path(name.Value);
        return FieldConflicts.Overlap(path, to)
            ? throw CommandException.BadValue($"The source and target field for $rename must differ and not hold one another: {path}")
            : new RenameUpdate(path, to);
    }

    private static PopUpdate Pop(FieldPath path, BsonValue operand) =>
        operand.BsonType.Class() == BsonTypeClass.Number && NumberCast.Whole(operand) is { } end and (1 or -1)
            ? new PopUpdate(path, first: end == -1)
            : throw CommandException.FailedToParse($"$pop expects 1 or -1, found: {operand}");
}
