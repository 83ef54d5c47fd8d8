using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Query;

namespace Scim.EmbeddedMongo.Aggregation;

/// <summary>The expressions of $group: constants, field paths, and documents and arrays of them; operators are refused.</summary>
internal static class ValueExpression
{
    /// <summary>From a document to the value; null where it is missing.</summary>
    public static Func<BsonDocument, BsonValue?> Parse(BsonValue expression) => expression switch
    {
        BsonString { Value: ['$', ..] } path => Path(path.Value),
        BsonDocument { ElementCount: > 0 } document when document.GetElement(0).Name.StartsWith('$') => Operator(document),
        BsonDocument document => Document(document),
        BsonArray array => Array(array),
        _ => _ => expression,
    };

    /// <summary>Whether an expression has the same value for all documents.</summary>
    public static bool IsConstant(BsonValue expression) => expression switch
    {
        BsonString text => !text.Value.StartsWith('$'),
        BsonDocument { ElementCount: > 0 } document when document.GetElement(0).Name == "$literal" => true,
        BsonDocument document => document.Values.All(IsConstant),
        BsonArray array => array.All(IsConstant),
        _ => true,
    };

    private static Func<BsonDocument, BsonValue?> Operator(BsonDocument document)
    {
        string name = document.GetElement(0).Name;
        if (document.ElementCount > 1) throw CommandException.Location(15983, "An object representing an expression must have exactly one field");
        if (name != "$literal") throw CommandException.InvalidPipelineOperator(name);

        BsonValue literal = document[0];
        return _ => literal;
    }

    private static Func<BsonDocument, BsonValue?> Path(string text)
    {
        if (text is "$$ROOT" or "$$CURRENT") return document => document;
        if (text.StartsWith("$$", StringComparison.Ordinal))
        {
            throw text.Length == 2
                ? CommandException.FailedToParse("empty variable names are not allowed")
                : CommandException.Location(17276, $"Use of undefined variable: {text[2..]}");
        }

        if (text.Length == 1) throw CommandException.Location(16872, "'$' by itself is not a valid FieldPath");
        if (text.EndsWith('.')) throw CommandException.Location(40353, "FieldPath must not end with a '.'.");

        var path = new FieldPath(text[1..]);
        if (path.Parts.Any(part => part.Length == 0)) throw CommandException.Location(15998, "FieldPath field names may not be empty strings.");
        if (path.Parts.Any(part => part.StartsWith('$'))) throw CommandException.Location(16410, "FieldPath field names may not start with '$'.");
        return document => Follow(document, path, 0);
    }

    private static Func<BsonDocument, BsonValue?> Document(BsonDocument document)
    {
        (string Name, Func<BsonDocument, BsonValue?> Value)[] fields = [.. document.Select(element => (element.Name, Parse(element.Value)))];
        if (document.Names.Any(name => name.Contains('.'))) throw CommandException.Location(16412, "FieldPath field names may not contain '.'.");
        return root =>
        {
            var result = new BsonDocument();
            foreach ((string name, Func<BsonDocument, BsonValue?> value) in fields)
            {
                if (value(root) is { } present) result.Add(name, present);
            }

            return result;
        };
    }

    private static Func<BsonDocument, BsonValue?> Array(BsonArray array)
    {
        Func<BsonDocument, BsonValue?>[] items = [.. array.Select(Parse)];
        return root => new BsonArray(items.Select(item => item(root) ?? BsonNull.Value));
    }

    /// <summary>Arrays on the way give an array of what their documents hold.</summary>
    private static BsonValue? Follow(BsonValue value, FieldPath path, int at)
    {
        if (at == path.Length) return value;
        if (value is BsonDocument document)
        {
            return document.TryGetValue(path.Parts[at], out BsonValue child) ? Follow(child, path, at + 1) : null;
        }

        return value is BsonArray array
            ? new BsonArray(array.Select(item => item is BsonDocument or BsonArray ? Follow(item, path, at) : null).OfType<BsonValue>())
            : null;
    }
}
