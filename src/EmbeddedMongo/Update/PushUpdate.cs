using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Query;

namespace Scim.EmbeddedMongo.Update;

/// <summary>$push with $each, $position, $sort and $slice, in that order.</summary>
internal sealed class PushUpdate(
    FieldPath path, BsonArray values, int? position, IComparer<BsonValue>? sort, int? slice) : FieldUpdate(path)
{
    public static PushUpdate Parse(FieldPath path, BsonValue operand)
    {
        if (operand is not BsonDocument clauses || !clauses.Contains("$each"))
        {
            return new PushUpdate(path, [operand], null, null, null);
        }

        foreach (string name in clauses.Names)
        {
            if (name is not ("$each" or "$slice" or "$sort" or "$position"))
            {
                throw CommandException.BadValue($"Unrecognized clause in $push: {name}");
            }
        }

        return new PushUpdate(
            path,
            clauses["$each"] as BsonArray ?? throw CommandException.BadValue("The argument to $each in $push must be an array"),
            Whole(clauses, "$position"),
            clauses.TryGetValue("$sort", out BsonValue sort) ? ElementOrder.Parse(sort) : null,
            Whole(clauses, "$slice"));
    }

    public override void Apply(DocumentEditor editor, UpdateMoment moment)
    {
        BsonArray? array = FindArray(editor, strict: true, CommandException.BadValue);
        var result = new List<BsonValue>(array ?? []);
        int at = position is not { } given ? result.Count : given < 0 ? Math.Max(0, result.Count + given) : Math.Min(given, result.Count);
        bool atEnd = at == result.Count;
        result.InsertRange(at, values.Select(value => value.DeepClone()));
        if (sort is not null) result = [.. result.Order(sort)];
        if (slice is { } keep) result = [.. keep >= 0 ? result.Take(keep) : result.TakeLast(-keep)];

        var changed = new BsonArray(result);
        if (array is null) editor.Set(Path, changed);
        else if (values.Count == 0 && Same(array, changed)) return;
        else if (atEnd && sort is null && changed.Count == array.Count + values.Count) editor.Append(Path, changed, values.Count);
        else editor.Set(Path, changed);
    }

    private static int? Whole(BsonDocument clauses, string name)
    {
        if (!clauses.TryGetValue(name, out BsonValue value)) return null;
        return NumberCast.Whole(value) is { } number
            ? (int)Math.Clamp(number, -int.MaxValue, int.MaxValue)
            : throw CommandException.BadValue($"The value for {name} must be an integer value");
    }
}
