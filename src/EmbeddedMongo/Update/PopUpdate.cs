using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Query;

namespace Scim.EmbeddedMongo.Update;

/// <summary>$pop: the first or the last element goes.</summary>
internal sealed class PopUpdate(FieldPath path, bool first) : FieldUpdate(path)
{
    public override void Apply(DocumentEditor editor, UpdateMoment moment)
    {
        BsonArray? array = FindArray(editor, strict: false, CommandException.TypeMismatch);
        if (array is not { Count: > 0 }) return;
        editor.Set(Path, new BsonArray(first ? array.Skip(1) : array.SkipLast(1)));
    }
}
