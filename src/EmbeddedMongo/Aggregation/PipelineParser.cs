using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Projections;
using Scim.EmbeddedMongo.Sorting;

namespace Scim.EmbeddedMongo.Aggregation;

/// <summary>Reads a pipeline; a stage that is not known is refused as MongoDB refuses one: 40324.</summary>
internal static class PipelineParser
{
    public static Pipeline Parse(BsonArray pipeline) => new([.. pipeline.Select(Parse)]);

    private static Stage Parse(BsonValue stage)
    {
        if (stage is not BsonDocument document)
        {
            throw CommandException.TypeMismatch("Each element of the 'pipeline' array must be an object");
        }

        if (document.ElementCount != 1)
        {
            throw CommandException.Location(40323, "A pipeline stage specification object must contain exactly one field.");
        }

        BsonElement element = document.GetElement(0);
        return element.Name switch
        {
            "$match" => new MatchStage(Object(element, 15959)),
            "$sort" => Sort(element),
            "$skip" => new SkipStage(Count(element, 5107200, 0)),
            "$limit" => Limit(element),
            "$project" => Project(element),
            "$group" => GroupParser.Parse(element.Value),
            "$count" => new CountStage(CountName(element.Value)),
            "$unionWith" => UnionWithStage.Parse(element.Value),
            _ => throw CommandException.Location(40324, $"Unrecognized pipeline stage name: '{element.Name}'"),
        };
    }

    private static BsonDocument Object(BsonElement stage, int code) =>
        stage.Value as BsonDocument ?? throw CommandException.Location(code, $"the {stage.Name} specification must be an object");

    private static SortStage Sort(BsonElement stage)
    {
        BsonDocument document = Object(stage, 15973);
        return SortPattern.Parse(document) is { } pattern
            ? new SortStage(pattern)
            : throw CommandException.Location(15976, "$sort stage must have at least one sort key");
    }

    private static long Count(BsonElement stage, int code, long least)
    {
        long? number = stage.Value.IsNumeric ? NumberCast.Whole(stage.Value) : null;
        return number is { } count && count >= least
            ? count
            : throw CommandException.Location(code, $"invalid argument to {stage.Name} stage: {stage.Value}");
    }

    private static LimitStage Limit(BsonElement stage)
    {
        long limit = Count(stage, 5107201, 0);
        return limit > 0 ? new LimitStage(limit) : throw CommandException.Location(15958, "the limit must be positive");
    }

    private static ProjectStage Project(BsonElement stage)
    {
        BsonDocument document = Object(stage, 15969);
        return ProjectionParser.ParseStage(document) is { } projection
            ? new ProjectStage(projection)
            : throw CommandException.Location(51272, "Invalid $project :: caused by :: projection specification must have at least one field");
    }

    private static string CountName(BsonValue value)
    {
        if (value is not BsonString name) throw CommandException.Location(40156, "the count field must be a non-empty string");
        return name.Value switch
        {
            "" => throw CommandException.Location(40157, "the count field must be a non-empty string"),
            ['$', ..] => throw CommandException.Location(40158, "the count field cannot be a $-prefixed path"),
            var given when given.Contains('\0') => throw CommandException.Location(40159, "the count field cannot contain a null byte"),
            var given when given.Contains('.') => throw CommandException.Location(40160, "the count field cannot contain '.'"),
            var given => given,
        };
    }
}
