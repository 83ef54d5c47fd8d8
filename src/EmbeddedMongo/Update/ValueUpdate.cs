using MongoDB.Bson;
using Scim.EmbeddedMongo.Query;

namespace Scim.EmbeddedMongo.Update;

/// <summary>$set, $setOnInsert, $min, $max, $inc, $mul, $bit and $currentDate: a new value from the present one.</summary>
internal sealed class ValueUpdate(
    FieldPath path, Func<BsonValue?, UpdateMoment, BsonValue?> compute, bool onlyOnInsert = false) : FieldUpdate(path)
{
    public override bool OnlyOnInsert => onlyOnInsert;

    public override void Apply(DocumentEditor editor, UpdateMoment moment)
    {
        BsonValue? current = editor.Find(Path, strict: true);
        BsonValue? computed = compute(current, moment);
        if (computed is not null && (current is null || !Same(current, computed))) editor.Set(Path, computed.DeepClone());
    }
}
