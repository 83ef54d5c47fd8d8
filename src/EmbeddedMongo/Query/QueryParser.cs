using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;

namespace Scim.EmbeddedMongo.Query;

/// <summary>Reads a filter document; what it does not know is refused with MongoDB's code.</summary>
internal static class QueryParser
{
    private static readonly string[] Geometry = ["$near", "$nearSphere", "$geoNear", "$geoWithin", "$within", "$geoIntersects"];

    public static QueryNode Parse(BsonDocument filter)
    {
        var nodes = new List<QueryNode>();
        foreach (BsonElement element in filter)
        {
            if (element.Name.StartsWith('$')) AddTopLevel(nodes, element.Name, element.Value);
            else nodes.Add(Field(element.Name, element.Value));
        }

        return AndNode.Of(nodes);
    }

    /// <summary>Whether a value is a document of operators, and not a value to be compared with.</summary>
    public static bool IsOperators(BsonValue value) =>
        value is BsonDocument { ElementCount: > 0 } document
        && document.GetElement(0).Name is var name
        && name.StartsWith('$')
        && name is not ("$ref" or "$db")
        && !(name == "$id" && document.Contains("$ref"));

    /// <summary>The conditions of an operator document on a path.</summary>
    public static QueryNode Operators(FieldPath path, BsonDocument operators)
    {
        var nodes = new List<QueryNode>();
        foreach (BsonElement element in operators)
        {
            if (element.Name == "$options")
            {
                if (!operators.Contains("$regex")) throw CommandException.BadValue("$options needs a $regex");
                continue;
            }

            nodes.Add(element.Name == "$regex"
                ? new PathNode(path, RegexOperand(element.Value, operators))
                : Operator(path, element.Name, element.Value));
        }

        return AndNode.Of(nodes);
    }

    private static QueryNode Field(string name, BsonValue value)
    {
        var path = new FieldPath(name);
        if (IsOperators(value)) return Operators(path, value.AsBsonDocument);
        return value is BsonRegularExpression regex
            ? new PathNode(path, new RegexPredicate(regex.Pattern, regex.Options))
            : new PathNode(path, Compare(Comparison.Equal, value));
    }

    private static void AddTopLevel(List<QueryNode> nodes, string name, BsonValue value)
    {
        switch (name)
        {
            case "$and":
                nodes.Add(AndNode.Of(Branches(name, value)));
                break;
            case "$or":
                nodes.Add(new OrNode(Branches(name, value)));
                break;
            case "$nor":
                nodes.Add(new NotNode(new OrNode(Branches(name, value))));
                break;
            case "$comment":
                break;
            case "$alwaysTrue" or "$alwaysFalse":
                if (NumberCast.Whole(value) != 1) throw CommandException.FailedToParse($"{name} must be an integer value of 1");
                if (name == "$alwaysFalse") nodes.Add(new OrNode([]));
                break;
            default:
                throw CommandException.BadValue(
                    $"unknown top level operator: {name}. If you are trying to negate an entire expression, use $nor.");
        }
    }

    private static QueryNode[] Branches(string name, BsonValue value)
    {
        if (value is not BsonArray { Count: > 0 } array)
        {
            throw CommandException.BadValue($"{name} must be a nonempty array");
        }

        return [.. array.Select(item => item is BsonDocument document
            ? Parse(document)
            : throw CommandException.BadValue("$or/$and/$nor entries need to be full objects"))];
    }

    private static QueryNode Operator(FieldPath path, string name, BsonValue operand) => name switch
    {
        "$eq" => new PathNode(path, Compare(Comparison.Equal, operand)),
        "$ne" => new NotNode(new PathNode(path, Compare(Comparison.Equal, NotRegex(name, operand)))),
        "$lt" => new PathNode(path, Compare(Comparison.Less, NotRegex(name, operand))),
        "$lte" => new PathNode(path, Compare(Comparison.LessOrEqual, NotRegex(name, operand))),
        "$gt" => new PathNode(path, Compare(Comparison.Greater, NotRegex(name, operand))),
        "$gte" => new PathNode(path, Compare(Comparison.GreaterOrEqual, NotRegex(name, operand))),
        "$in" => new PathNode(path, In(name, operand)),
        "$nin" => new NotNode(new PathNode(path, In(name, operand))),
        "$exists" => Exists(path, operand),
        "$type" => new PathNode(path, TypePredicate.Parse(operand)),
        "$size" => new PathNode(path, Size(operand)),
        "$not" => Not(path, operand),
        "$all" => All(path, operand),
        "$elemMatch" => new PathNode(path, ElemMatch(operand)),
        "$mod" => new PathNode(path, Mod(operand)),
        "$bitsAllSet" or "$bitsAnySet" or "$bitsAllClear" or "$bitsAnyClear" =>
            new PathNode(path, BitsPredicate.Parse(name, operand)),
        "$near" or "$nearSphere" or "$geoNear" => throw CommandException.NoQueryExecutionPlans(
            $"error processing query: unable to find index for {name} query"),
        _ => throw CommandException.BadValue(
            Geometry.Contains(name) ? $"{name} is not supported" : $"unknown operator: {name}"),
    };

    private static ComparePredicate Compare(Comparison comparison, BsonValue value) =>
        value.BsonType == BsonType.Undefined
            ? throw CommandException.BadValue("cannot compare to undefined")
            : new ComparePredicate(comparison, value);

    private static BsonValue NotRegex(string name, BsonValue operand) =>
        operand is BsonRegularExpression ? throw CommandException.BadValue($"Can't have RegEx as arg to {name}.") : operand;

    private static InPredicate In(string name, BsonValue operand)
    {
        if (operand is not BsonArray array) throw CommandException.BadValue($"{name} needs an array");
        if (array.Any(IsOperators)) throw CommandException.BadValue($"cannot nest $ under {name}");
        if (array.Any(item => item.IsBsonUndefined)) throw CommandException.BadValue("cannot compare to undefined");

        return new InPredicate(
            array.Where(item => item is not BsonRegularExpression),
            [.. array.OfType<BsonRegularExpression>().Select(regex => new RegexPredicate(regex.Pattern, regex.Options))]);
    }

    private static QueryNode Exists(FieldPath path, BsonValue operand)
    {
        var node = new PathNode(path, ExistsPredicate.Instance);
        return operand.ToBoolean() ? node : new NotNode(node);
    }

    private static SizePredicate Size(BsonValue operand)
    {
        if (operand.BsonType is not (BsonType.Int32 or BsonType.Int64 or BsonType.Double))
        {
            throw CommandException.BadValue("$size needs a number");
        }

        return NumberCast.Whole(operand) is { } size and >= 0
            ? new SizePredicate(size)
            : throw CommandException.BadValue($"$size must be a whole number that is not negative, but got {operand}");
    }

    private static NotNode Not(FieldPath path, BsonValue operand)
    {
        if (operand is BsonRegularExpression regex)
        {
            return new NotNode(new PathNode(path, new RegexPredicate(regex.Pattern, regex.Options)));
        }

        return operand is BsonDocument { ElementCount: > 0 } operators
            ? new NotNode(Operators(path, operators))
            : throw CommandException.BadValue("$not needs a regex or a document of operators");
    }

    private static QueryNode All(FieldPath path, BsonValue operand)
    {
        if (operand is not BsonArray array) throw CommandException.BadValue("$all needs an array");
        if (array.Count == 0) return new OrNode([]);

        bool elements = IsElemMatch(array[0]);
        return AndNode.Of(array.Select(item => elements ? AllElement(path, item) : AllValue(path, item)));
    }

    private static bool IsElemMatch(BsonValue item) =>
        item is BsonDocument { ElementCount: > 0 } document && document.GetElement(0).Name == "$elemMatch";

    private static PathNode AllElement(FieldPath path, BsonValue item) =>
        item is BsonDocument { ElementCount: 1 } document && IsElemMatch(item)
            ? new PathNode(path, ElemMatch(document[0]))
            : throw CommandException.BadValue("$all/$elemMatch has to be consistent");

    private static PathNode AllValue(FieldPath path, BsonValue item)
    {
        if (IsOperators(item)) throw CommandException.BadValue("no $ expressions in $all");
        return new PathNode(path, item is BsonRegularExpression regex
            ? new RegexPredicate(regex.Pattern, regex.Options)
            : Compare(Comparison.Equal, item));
    }

    private static ElemMatchPredicate ElemMatch(BsonValue operand)
    {
        if (operand is not BsonDocument condition) throw CommandException.BadValue("$elemMatch needs an Object");

        bool onFields = !IsOperators(condition) || condition.GetElement(0).Name is "$and" or "$or" or "$nor" or "$where" or "$expr";
        QueryNode node = onFields ? Parse(condition) : Operators(new FieldPath(""), condition);
        return new ElemMatchPredicate(node, onFields);
    }

    private static RegexPredicate RegexOperand(BsonValue operand, BsonDocument operators)
    {
        BsonValue options = operators.GetValue("$options", BsonNull.Value);
        if (options is not (BsonNull or BsonString)) throw CommandException.BadValue("$options has to be a string");
        return operand switch
        {
            BsonString pattern => new RegexPredicate(pattern.AsString, options is BsonString given ? given.AsString : ""),
            BsonRegularExpression { Options.Length: > 0 } when options is BsonString =>
                throw CommandException.Location(51075, "options set in both $regex and $options"),
            BsonRegularExpression regex => new RegexPredicate(
                regex.Pattern, options is BsonString given ? given.AsString : regex.Options),
            _ => throw CommandException.BadValue("$regex has to be a string"),
        };
    }

    private static ModPredicate Mod(BsonValue operand)
    {
        if (operand is not BsonArray { Count: 2 } array
            || array.Any(item => item.BsonType.Class() != BsonTypeClass.Number))
        {
            throw CommandException.BadValue("malformed mod, needs to be an array of two numbers");
        }

        long? divisor = NumberCast.Truncate(array[0]);
        long? remainder = NumberCast.Truncate(array[1]);
        return divisor is { } by and not 0 && remainder is { } rest
            ? new ModPredicate(by, rest)
            : throw CommandException.BadValue("divisor cannot be 0 and both must be whole numbers");
    }
}
