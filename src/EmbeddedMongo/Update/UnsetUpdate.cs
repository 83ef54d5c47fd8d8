using Scim.EmbeddedMongo.Query;

namespace Scim.EmbeddedMongo.Update;

/// <summary>$unset.</summary>
internal sealed class UnsetUpdate(FieldPath path) : FieldUpdate(path)
{
    public override void Apply(DocumentEditor editor, UpdateMoment moment) => editor.Remove(Path);
}
