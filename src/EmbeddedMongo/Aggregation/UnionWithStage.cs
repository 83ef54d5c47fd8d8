using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;

namespace Scim.EmbeddedMongo.Aggregation;

/// <summary>$unionWith: behind the documents that come, those of another collection through a pipeline of their own.</summary>
internal sealed class UnionWithStage(string collection, Pipeline pipeline) : Stage
{
    public string Collection => collection;

    public Pipeline Pipeline => pipeline;

    /// <summary>Opens the other collection, in the snapshot of the command; null where there is none to read, as in explain.</summary>
    public Func<UnionWithStage, IEnumerable<byte[]>>? Open { get; set; }

    public override IEnumerable<byte[]> Run(IEnumerable<byte[]> documents) => Open is null ? documents : documents.Concat(Open(this));

    /// <summary>Reads the stage: a collection's name, or an object with coll and pipeline.</summary>
    public static UnionWithStage Parse(BsonValue value)
    {
        if (value is BsonString name) return new UnionWithStage(name.Value, new Pipeline([]));
        if (value is not BsonDocument document)
        {
            throw CommandException.FailedToParse("the $unionWith stage specification must be an object or string, but found " + value.BsonType);
        }

        if (document.Names.FirstOrDefault(field => field is not ("coll" or "pipeline")) is { } unknown)
        {
            throw CommandException.Location(40415, $"BSON field '$unionWith.{unknown}' is an unknown field.");
        }

        if (!document.TryGetValue("coll", out BsonValue collection)) throw CommandException.Location(40414, "BSON field '$unionWith.coll' is missing but a required field");
        if (!collection.IsString) throw CommandException.TypeMismatch($"BSON field '$unionWith.coll' is the wrong type '{collection.BsonType}', expected type 'string'");
        BsonValue stages = document.GetValue("pipeline", new BsonArray());
        return stages is BsonArray array
            ? new UnionWithStage(collection.AsString, PipelineParser.Parse(array))
            : throw CommandException.TypeMismatch($"BSON field '$unionWith.pipeline' is the wrong type '{stages.BsonType}', expected type 'array'");
    }
}
