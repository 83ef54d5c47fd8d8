using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Query;

namespace Scim.EmbeddedMongo.Update;

/// <summary>An update by operators, applied path by path.</summary>
internal sealed class OperatorUpdate(IReadOnlyList<FieldUpdate> updates) : UpdateExpression
{
    public override bool IsReplacement => false;

    public override UpdateResult Apply(ReadOnlySpan<byte> document, UpdateMoment moment)
    {
        var editor = new DocumentEditor(BsonMaterializer.Document(document));
        foreach (FieldUpdate update in updates)
        {
            if (!update.OnlyOnInsert) update.Apply(editor, moment);
        }

        if (!editor.Changed) return new UpdateResult(editor.Document, false, null);

        RequireSameId(BsonSlice.Field(document, "_id"u8), editor.Document);
        return new UpdateResult(editor.Document, true, new BsonDocument
        {
            { "updatedFields", editor.UpdatedFields },
            { "removedFields", editor.RemovedFields },
            { "truncatedArrays", new BsonArray() },
        });
    }

    public override BsonDocument Insert(QueryNode filter, UpdateMoment moment)
    {
        var editor = new DocumentEditor(UpsertDocument.From(filter, onlyId: false));
        byte[] before = editor.Document.ToBytes();
        BsonSlice id = BsonSlice.Field(before, "_id"u8);
        foreach (FieldUpdate update in updates) update.Apply(editor, moment);
        if (!id.IsMissing) RequireSameId(id, editor.Document);
        return UpsertDocument.Checked(editor.Document);
    }

    private static void RequireSameId(BsonSlice id, BsonDocument document)
    {
        if (id.IsMissing && !document.Contains("_id")) return;
        if (id.IsMissing || !document.TryGetValue("_id", out BsonValue now) || !FieldUpdate.Same(now, id.ToBsonValue()))
        {
            throw CommandException.ImmutableField("Performing an update on the path '_id' would modify the immutable field '_id'");
        }
    }
}
