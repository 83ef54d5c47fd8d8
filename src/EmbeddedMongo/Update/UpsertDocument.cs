using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Query;

namespace Scim.EmbeddedMongo.Update;

/// <summary>The fields that a filter fixes by equality: what an upsert begins with.</summary>
internal static class UpsertDocument
{
    public static BsonDocument From(QueryNode filter, bool onlyId)
    {
        var equalities = new List<(FieldPath Path, BsonValue Value)>();
        Collect(filter, equalities);
        if (onlyId) equalities.RemoveAll(equality => equality.Path.Text != "_id");
        RequireSingleValues(equalities);
        equalities.Sort(static (left, right) => string.CompareOrdinal(left.Path.Text, right.Path.Text));

        var document = new BsonDocument();
        var editor = new DocumentEditor(document);
        foreach ((FieldPath path, BsonValue value) in equalities) editor.Set(path, value.DeepClone());
        return document;
    }

    /// <summary>The document with its _id first, a new one where it has none.</summary>
    public static BsonDocument Checked(BsonDocument document)
    {
        BsonValue id = document.GetValue("_id", null) ?? new BsonObjectId(ObjectId.GenerateNewId());
        if (id.BsonType is BsonType.Array or BsonType.RegularExpression or BsonType.Undefined)
        {
            throw CommandException.InvalidIdField($"The '_id' value cannot be of type {id.BsonType}");
        }

        document.Remove("_id");
        document.InsertAt(0, new BsonElement("_id", id));
        return document;
    }

    private static void Collect(QueryNode node, List<(FieldPath Path, BsonValue Value)> equalities)
    {
        switch (node)
        {
            case AndNode and:
                foreach (QueryNode child in and.Children) Collect(child, equalities);
                break;
            case OrNode { Children.Count: 1 } or:
                Collect(or.Children[0], equalities);
                break;
            case PathNode { Predicate: ComparePredicate { Comparison: Comparison.Equal } compare } path:
                equalities.Add((path.Path, compare.Value));
                break;
            case PathNode { Predicate: InPredicate { Values.Count: 1, Regexes.Count: 0 } list } path:
                equalities.Add((path.Path, list.Values[0]));
                break;
        }
    }

    private static void RequireSingleValues(List<(FieldPath Path, BsonValue Value)> equalities)
    {
        for (int i = 1; i < equalities.Count; i++)
        {
            for (int j = 0; j < i; j++)
            {
                if (FieldConflicts.Overlap(equalities[i].Path, equalities[j].Path))
                {
                    throw CommandException.NotSingleValueField(
                        $"cannot infer query fields to set, path '{equalities[i].Path}' is matched twice");
                }
            }
        }
    }
}
