using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Query;

namespace Scim.EmbeddedMongo.Update;

/// <summary>$rename: the field goes, its value is set under the new path; neither may pass through an array.</summary>
internal sealed class RenameUpdate(FieldPath path, FieldPath to) : FieldUpdate(path)
{
    public override IEnumerable<FieldPath> Paths => [Path, to];

    public override void Apply(DocumentEditor editor, UpdateMoment moment)
    {
        RequireNoArray(editor, Path);
        if (editor.Find(Path, strict: false) is not { } value) return;

        if (Path.Parts[0] == "_id" || to.Parts[0] == "_id")
        {
            throw CommandException.ImmutableField($"Performing a $rename from '{Path}' to '{to}' would modify the immutable field '_id'");
        }

        RequireNoArray(editor, to);
        if (editor.Find(to, strict: true) is not { } existing || !Same(existing, value)) editor.Set(to, value.DeepClone());
        editor.Remove(Path);
    }

    private static void RequireNoArray(DocumentEditor editor, FieldPath path)
    {
        BsonValue value = editor.Document;
        foreach (string part in path.Parts)
        {
            if (value is BsonArray)
            {
                throw CommandException.BadValue($"The field '{path}' of $rename cannot be an array element");
            }

            if (value is not BsonDocument document || !document.TryGetValue(part, out value)) return;
        }
    }
}
