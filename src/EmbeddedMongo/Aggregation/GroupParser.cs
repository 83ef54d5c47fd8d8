using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;

namespace Scim.EmbeddedMongo.Aggregation;

/// <summary>Reads $group.</summary>
internal static class GroupParser
{
    public static GroupStage Parse(BsonValue operand)
    {
        if (operand is not BsonDocument document) throw CommandException.Location(15947, "a group's fields must be specified in an object");
        if (!document.TryGetValue("_id", out BsonValue id)) throw CommandException.Location(15955, "a group specification must include an _id");

        GroupField[] fields = [.. document.Where(element => element.Name != "_id").Select(Field)];
        return new GroupStage(ValueExpression.Parse(id), fields)
        {
            CountsOnly = ValueExpression.IsConstant(document),
        };
    }

    private static GroupField Field(BsonElement element)
    {
        string name = element.Name;
        if (name.Contains('.')) throw CommandException.Location(40235, $"The field name '{name}' cannot contain '.'");
        if (name.StartsWith('$')) throw CommandException.Location(40236, $"The field name '{name}' cannot be an operator name");
        if (element.Value is not BsonDocument { ElementCount: > 0 } accumulator || !accumulator.GetElement(0).Name.StartsWith('$'))
        {
            throw CommandException.Location(40234, $"The field '{name}' must be an accumulator object");
        }

        return accumulator.ElementCount == 1
            ? Field(name, accumulator.GetElement(0))
            : throw CommandException.Location(40238, $"The field '{name}' must specify one accumulator");
    }

    private static GroupField Field(string name, BsonElement accumulator)
    {
        Func<Accumulator> create = Find(accumulator.Name);
        if (accumulator.Name == "$count")
        {
            return accumulator.Value is BsonDocument { ElementCount: 0 }
                ? new GroupField(name, _ => 1, create)
                : throw CommandException.TypeMismatch("$count takes no arguments, i.e. $count:{}");
        }

        return accumulator.Value is BsonArray
            ? throw CommandException.Location(40237, $"The {accumulator.Name} accumulator is a unary operator")
            : new GroupField(name, ValueExpression.Parse(accumulator.Value), create);
    }

    private static Func<Accumulator> Find(string name) => name switch
    {
        "$sum" or "$count" => () => new SumAccumulator(),
        "$avg" => () => new AverageAccumulator(),
        "$min" => () => new ExtremeAccumulator(largest: false),
        "$max" => () => new ExtremeAccumulator(largest: true),
        "$first" => () => new EdgeAccumulator(last: false),
        "$last" => () => new EdgeAccumulator(last: true),
        "$push" => () => new ListAccumulator(distinct: false),
        "$addToSet" => () => new ListAccumulator(distinct: true),
        _ => throw CommandException.Location(15952, $"unknown group operator '{name}'"),
    };
}
