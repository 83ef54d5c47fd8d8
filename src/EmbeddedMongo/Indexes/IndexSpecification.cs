using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Query;

namespace Scim.EmbeddedMongo.Indexes;

/// <summary>Reads and validates one entry of createIndexes, with MongoDB's codes for what is wrong.</summary>
internal static class IndexSpecification
{
    public static IndexDefinition Parse(BsonDocument specification)
    {
        BsonDocument key = Key(specification);
        string name = Name(specification);
        if (IsIdKey(key))
        {
            OnlyIdOptions(specification);
            name = IndexDefinition.IdName;
        }

        BsonDocument stored = new() { { "v", 2 }, { "key", key }, { "name", name } };
        foreach (BsonElement option in specification)
        {
            Store(stored, option);
        }

        var partial = stored.GetValue("partialFilterExpression", null)?.AsBsonDocument;
        if (partial is not null && stored.Contains("sparse"))
        {
            throw CommandException.CannotCreateIndex("cannot mix \"partialFilterExpression\" and \"sparse\" options");
        }

        return new IndexDefinition
        {
            Name = name,
            Key = key,
            Components = Components(key),
            Specification = stored,
            Unique = stored.Contains("unique") || IsIdKey(key),
            Sparse = stored.Contains("sparse"),
            Hidden = stored.Contains("hidden"),
            ExpireAfterSeconds = ExpireAfter(stored, key),
            PartialFilterExpression = partial,
            PartialFilter = partial is null ? null : PartialFilter(partial),
        };
    }

    private static BsonDocument Key(BsonDocument specification)
    {
        if (!specification.TryGetValue("key", out BsonValue key))
        {
            throw CommandException.FailedToParse("The 'key' field is a required property of an index specification");
        }

        if (key is not BsonDocument document) throw CommandException.TypeMismatch("The field 'key' must be an object");
        if (document.ElementCount == 0) throw CommandException.CannotCreateIndex("Index keys cannot be empty.");
        if (document.ElementCount == 1 && document.GetElement(0) is { Name: "_id" } id && !IsIdKey(document)
            && id.Value.BsonType.Class() == BsonTypeClass.Number)
        {
            throw CommandException.BadValue("The field 'key' for an _id index must be {_id: 1}");
        }

        return document;
    }

    private static bool IsIdKey(BsonDocument key) =>
        key.ElementCount == 1 && key.GetElement(0).Name == "_id" && BsonOrder.Equal(key[0], 1);

    private static string Name(BsonDocument specification)
    {
        if (!specification.TryGetValue("name", out BsonValue name))
        {
            throw CommandException.FailedToParse("The 'name' field is a required property of an index specification");
        }

        if (name is not BsonString text) throw CommandException.TypeMismatch("The field 'name' must be a string");
        return text.Value switch
        {
            "" => throw CommandException.CannotCreateIndex("index name cannot be empty"),
            "*" => throw CommandException.BadValue("The index name '*' is not valid."),
            var given when given.Contains('\0') => throw CommandException.CannotCreateIndex("index name cannot contain NUL"),
            var given => given,
        };
    }

    private static void OnlyIdOptions(BsonDocument specification)
    {
        foreach (string option in specification.Names)
        {
            if (option is not ("v" or "key" or "name" or "ns" or "collation" or "background" or "hidden"))
            {
                throw new CommandException(
                    197, "InvalidIndexSpecificationOption", $"The field '{option}' is not valid for an _id index specification.");
            }
        }

        if (specification.GetValue("hidden", false).ToBoolean()) throw CommandException.BadValue("can't hide _id index");
    }

    private static IReadOnlyList<IndexComponent> Components(BsonDocument key) =>
        [.. key.Select(element => new IndexComponent(new FieldPath(FieldName(element.Name)), Descending(element.Value)))];

    private static string FieldName(string name)
    {
        string[] parts = name.Split('.');
        if (parts.Any(part => part.Length == 0))
        {
            throw CommandException.CannotCreateIndex($"Index keys cannot have an empty field: '{name}'");
        }

        return parts.Any(part => part.StartsWith('$') && part is not ("$id" or "$ref" or "$db"))
            ? throw CommandException.CannotCreateIndex($"Index key contains an illegal field name: '{name}'")
            : name;
    }

    private static bool Descending(BsonValue direction)
    {
        if (direction is BsonString plugin)
        {
            throw CommandException.CannotCreateIndex($"Unknown index plugin '{plugin.Value}'");
        }

        if (direction.BsonType.Class() != BsonTypeClass.Number || ComparePredicate.IsNaN(direction)
            || BsonOrder.Equal(direction, 0))
        {
            throw CommandException.CannotCreateIndex("Values in the index key pattern must be numbers other than 0");
        }

        return BsonOrder.Compare(direction, 0) < 0;
    }

    private static void Store(BsonDocument stored, BsonElement option)
    {
        switch (option.Name)
        {
            case "key" or "name" or "ns" or "dropDups":
                break;
            case "v":
                stored["v"] = Version(option.Value);
                break;
            case "unique" or "sparse" or "hidden" or "background":
                if (Flag(option) || option.Name == "background") stored[option.Name] = Flag(option);
                break;
            case "expireAfterSeconds":
                stored.Add(option);
                break;
            case "partialFilterExpression":
                stored.Add(option.Value is BsonDocument
                    ? option
                    : throw CommandException.TypeMismatch("The field 'partialFilterExpression' must be an object"));
                break;
            case "collation":
                if (!IsSimple(option.Value)) throw CommandException.CannotCreateIndex("Collation is not supported");
                break;
            default:
                throw new CommandException(197, "InvalidIndexSpecificationOption",
                    $"The field '{option.Name}' is not valid for an index specification.");
        }
    }

    private static bool IsSimple(BsonValue collation) =>
        collation is BsonDocument { ElementCount: 1 } document && document.GetValue("locale", "") == "simple";

    private static BsonInt32 Version(BsonValue value) => NumberCast.Whole(value) switch
    {
        { } version and (1 or 2) => new BsonInt32((int)version),
        _ => throw CommandException.CannotCreateIndex($"Invalid index version {value}"),
    };

    private static bool Flag(BsonElement option) =>
        option.Value.IsBoolean || option.Value.BsonType.Class() == BsonTypeClass.Number
            ? option.Value.ToBoolean()
            : throw CommandException.TypeMismatch($"The field '{option.Name}' must be a bool");

    private static long? ExpireAfter(BsonDocument stored, BsonDocument key)
    {
        if (!stored.TryGetValue("expireAfterSeconds", out BsonValue value)) return null;
        if (NumberCast.Truncate(value) is not ({ } seconds and >= 0 and <= int.MaxValue))
        {
            throw CommandException.CannotCreateIndex("TTL index 'expireAfterSeconds' must be from 0 to 2147483647");
        }

        return key.ElementCount == 1
            ? seconds
            : throw CommandException.CannotCreateIndex("TTL indexes are single-field indexes");
    }

    private static QueryNode PartialFilter(BsonDocument expression)
    {
        QueryNode filter = QueryParser.Parse(expression);
        return IsPartialExpression(filter)
            ? filter
            : throw CommandException.CannotCreateIndex("Expression not supported in partial index");
    }

    private static bool IsPartialExpression(QueryNode node) => node switch
    {
        AndNode and => and.Children.All(IsPartialExpression),
        PathNode path => path.Predicate is ComparePredicate or ExistsPredicate or TypePredicate,
        _ => false,
    };
}
