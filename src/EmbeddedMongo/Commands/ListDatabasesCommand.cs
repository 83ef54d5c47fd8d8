using MongoDB.Bson;
using Scim.EmbeddedMongo.Query;
using Scim.EmbeddedMongo.Wire;

namespace Scim.EmbeddedMongo.Commands;

/// <summary>listDatabases: sizes are not kept by database; the file's size stands in the total.</summary>
internal sealed class ListDatabasesCommand : Command
{
    public override string Name => "listDatabases";

    public override IReadOnlyCollection<string> Fields { get; } = ["filter", "nameOnly", "authorizedDatabases"];

    public override CommandTraits Traits => CommandTraits.Admin;

    public override ValueTask RunAsync(CommandContext context, ReplyBuffer reply, CancellationToken cancellationToken)
    {
        QueryNode filter = QueryParser.Parse(context.Document("filter") ?? []);
        bool nameOnly = context.Boolean("nameOnly");
        var databases = new BsonArray();
        foreach (string name in context.Server.Store.Catalog.Databases)
        {
            var entry = new BsonDocument("name", name);
            if (!nameOnly) entry.Add("sizeOnDisk", 0L).Add("empty", false);
            if (filter.Matches(entry)) databases.Add(entry);
        }

        reply.Write("databases", databases);
        if (!nameOnly)
        {
            long size = new FileInfo(context.Server.Store.Path).Length;
            reply.Write("totalSize", size);
            reply.Write("totalSizeMb", size >> 20);
        }

        return ValueTask.CompletedTask;
    }
}
