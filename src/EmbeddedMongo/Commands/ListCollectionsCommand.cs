using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Cursors;
using Scim.EmbeddedMongo.Indexes;
using Scim.EmbeddedMongo.Query;
using Scim.EmbeddedMongo.Storage;
using Scim.EmbeddedMongo.Wire;

namespace Scim.EmbeddedMongo.Commands;

/// <summary>listCollections</summary>
internal sealed class ListCollectionsCommand : Command
{
    public override string Name => "listCollections";

    public override IReadOnlyCollection<string> Fields { get; } = ["filter", "nameOnly", "authorizedCollections", "cursor"];

    public override ValueTask RunAsync(CommandContext context, ReplyBuffer reply, CancellationToken cancellationToken)
    {
        QueryNode filter = QueryParser.Parse(context.Document("filter") ?? []);
        bool nameOnly = context.Boolean("nameOnly");
        IEnumerable<byte[]> entries = context.Server.Store.Catalog.In(context.Database)
            .Select(collection => Describe(collection, nameOnly).ToBytes())
            .Where(entry => filter.Matches(entry));
        CursorReply.WriteList(context, reply, $"{context.Database}.$cmd.listCollections", new ListStream([.. entries]));
        return ValueTask.CompletedTask;
    }

    private static BsonDocument Describe(CollectionInfo collection, bool nameOnly)
    {
        var entry = new BsonDocument { { "name", collection.Name }, { "type", "collection" } };
        return nameOnly
            ? entry
            : entry
                .Add("options", collection.Options)
                .Add("info", new BsonDocument { { "readOnly", false }, { "uuid", new BsonBinaryData(collection.Uuid, GuidRepresentation.Standard) } })
                .Add("idIndex", IndexDefinition.Id.Specification);
    }
}
