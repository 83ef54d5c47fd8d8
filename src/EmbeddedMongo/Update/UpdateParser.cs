using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Query;

namespace Scim.EmbeddedMongo.Update;

/// <summary>Reads the <c>u</c> of an update statement: a replacement or a document of operators.</summary>
internal static class UpdateParser
{
    public static UpdateExpression Parse(BsonValue update) => update switch
    {
        BsonDocument document when IsReplacement(document) => Replacement(document),
        BsonDocument document => Operators(document),
        BsonArray pipeline => throw Pipeline(pipeline),
        _ => throw CommandException.FailedToParse("Update argument must be either an object or an array"),
    };

    private static bool IsReplacement(BsonDocument update) =>
        update.ElementCount == 0 || !update.GetElement(0).Name.StartsWith('$');

    private static ReplacementUpdate Replacement(BsonDocument document)
    {
        foreach (string name in document.Names)
        {
            if (name.StartsWith('$'))
            {
                throw CommandException.DollarPrefixedFieldName(
                    $"The dollar ($) prefixed field '{name}' is not allowed in the context of an update's replacement document.");
            }
        }

        return new ReplacementUpdate(document);
    }

    private static CommandException Pipeline(BsonArray pipeline)
    {
        string[] stages = ["$set", "$addFields", "$unset", "$project", "$replaceWith", "$replaceRoot"];
        string? unknown = pipeline.OfType<BsonDocument>().SelectMany(stage => stage.Names).FirstOrDefault(name => !stages.Contains(name));
        return unknown is not null
            ? CommandException.Location(40324, $"Unrecognized pipeline stage name: '{unknown}'")
            : CommandException.InvalidOptions("An update by an aggregation pipeline is not supported");
    }

    private static OperatorUpdate Operators(BsonDocument document)
    {
        var updates = new List<FieldUpdate>();
        foreach (BsonElement element in document)
        {
            Func<FieldPath, BsonValue, FieldUpdate> create = UpdateOperators.Find(element.Name);
            if (element.Value is not BsonDocument fields)
            {
                throw CommandException.FailedToParse($"Modifiers operate on fields but we found type {element.Value.BsonType} instead.");
            }

            updates.AddRange(fields.Select(field => create(Path(field.Name), field.Value)));
        }

        FieldConflicts.Check([.. updates.SelectMany(update => update.Paths).Order(FieldConflicts.Order)]);
        return new OperatorUpdate([.. updates.OrderBy(update => update.Path, FieldConflicts.Order)]);
    }

    /// <summary>A path that may be written to; positional parts are refused.</summary>
    internal static FieldPath Path(string name)
    {
        var path = new FieldPath(name);
        foreach (string part in path.Parts)
        {
            if (part.Length == 0)
            {
                throw CommandException.EmptyFieldName($"The update path '{name}' contains an empty field name, which is not allowed.");
            }

            if (part == "$" || part.StartsWith("$[", StringComparison.Ordinal))
            {
                throw CommandException.BadValue($"The positional operator in '{name}' is not supported");
            }
        }

        return path.Parts[0].StartsWith('$')
            ? throw CommandException.DollarPrefixedFieldName($"The dollar ($) prefixed field '{name}' is not valid for storage.")
            : path;
    }
}
