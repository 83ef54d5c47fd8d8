using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Query;

namespace Scim.EmbeddedMongo.Update;

/// <summary>One operator on one path.</summary>
internal abstract class FieldUpdate(FieldPath path)
{
    public FieldPath Path => path;

    /// <summary>All paths that it changes; a rename has two.</summary>
    public virtual IEnumerable<FieldPath> Paths => [path];

    /// <summary>$setOnInsert.</summary>
    public virtual bool OnlyOnInsert => false;

    public abstract void Apply(DocumentEditor editor, UpdateMoment moment);

    /// <summary>The same bytes: equal numbers of different types are not the same.</summary>
    public static bool Same(BsonValue left, BsonValue right) =>
        left.BsonType == right.BsonType && BsonMaterializer.Wrap(left).AsSpan().SequenceEqual(BsonMaterializer.Wrap(right));

    /// <summary>The array at the path, null where there is none; another value is the given error.</summary>
    protected BsonArray? FindArray(DocumentEditor editor, bool strict, Func<string, CommandException> error) =>
        editor.Find(path, strict) switch
        {
            null => null,
            BsonArray array => array,
            var other => throw error($"The field '{path}' must be an array but is of type {other.BsonType}"),
        };
}
