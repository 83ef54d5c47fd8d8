using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Query;

namespace Scim.EmbeddedMongo.Update;

/// <summary>$addToSet: the values that no element equals are appended.</summary>
internal sealed class AddToSetUpdate(FieldPath path, BsonArray values) : FieldUpdate(path)
{
    public static AddToSetUpdate Parse(FieldPath path, BsonValue operand)
    {
        if (operand is not BsonDocument { ElementCount: > 0 } clauses || clauses.GetElement(0).Name != "$each")
        {
            return new AddToSetUpdate(path, [operand]);
        }

        if (clauses[0] is not BsonArray each) throw CommandException.TypeMismatch("The argument to $each in $addToSet must be an array");
        return clauses.ElementCount == 1
            ? new AddToSetUpdate(path, each)
            : throw CommandException.BadValue($"Found unexpected fields after $each in $addToSet: {clauses.GetElement(1).Name}");
    }

    public override void Apply(DocumentEditor editor, UpdateMoment moment)
    {
        BsonArray? array = FindArray(editor, strict: true, CommandException.BadValue);
        var present = new HashSet<BsonValue>(array ?? [], BsonOrder.Instance);
        var added = new BsonArray(values.Where(present.Add).Select(value => value.DeepClone()));
        if (array is null) editor.Set(Path, added);
        else if (added.Count > 0) editor.Set(Path, new BsonArray(array.Concat(added))); // recorded as the whole array, unlike $push
    }
}
