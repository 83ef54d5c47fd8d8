using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Indexes;
using Scim.EmbeddedMongo.Storage;
using Scim.EmbeddedMongo.Wire;

namespace Scim.EmbeddedMongo.Commands;

/// <summary>createIndexes: built at once, on the writer.</summary>
internal sealed class CreateIndexesCommand : Command
{
    private const int MaxIndexes = 64;

    public override string Name => "createIndexes";

    public override IReadOnlyCollection<string> Fields { get; } = ["indexes", "commitQuorum", "ignoreUnknownIndexOptions", "v"];

    public override CommandTraits Traits => CommandTraits.Collection | CommandTraits.Write;

    public override async ValueTask RunAsync(CommandContext context, ReplyBuffer reply, CancellationToken cancellationToken)
    {
        string name = context.CollectionName, database = context.Database;
        IndexDefinition[] definitions = Read(context);
        CollectionNames.RequireCreatable(database, name);
        (int before, int after, bool created) = await context.Server.Store.WriteAsync(
            tables =>
            {
                bool missing = tables.Catalog.Find(database, name) is null;
                CollectionInfo collection = CollectionCreation.Ensure(tables, database, name);
                IndexDefinition[] wanted = [.. definitions.Where(definition => !IndexConflicts.Exists(collection, definition))];
                if (wanted.Length > 0 && collection.Indexes.Length + wanted.Length > MaxIndexes) throw CommandException.CannotCreateIndex($"add index fails, too many indexes for {collection.Namespace}");
                if (wanted.Length > 0) tables.RequireUnlocked(collection);
                foreach (IndexDefinition definition in wanted) Build(context, tables, tables.Catalog.Find(database, name)!, definition);
                return (collection.Indexes.Length, collection.Indexes.Length + wanted.Length, missing);
            },
            cancellationToken).ConfigureAwait(false);
        reply.Write("numIndexesBefore", before);
        reply.Write("numIndexesAfter", after);
        if (created || after > before)
        {
            reply.Write("createdCollectionAutomatically", created);
            reply.Write("commitQuorum", "votingMembers");
        }

        if (after == before) reply.Write("note", "all indexes already exist");
    }

    private static void Build(CommandContext context, WriterTables tables, CollectionInfo collection, IndexDefinition definition)
    {
        if (IndexConflicts.Exists(collection, definition))
        {
            throw new CommandException(68, "IndexAlreadyExists", $"Identical index already exists: {definition.Name}");
        }

        IndexBuild.Run(tables, collection, definition, context.Server.Store.Catalogs);
    }

    private static IndexDefinition[] Read(CommandContext context)
    {
        if (context.Required("indexes") is not BsonArray specifications) throw CommandException.TypeMismatch("BSON field 'createIndexes.indexes' is the wrong type, expected type 'array'");
        if (specifications.Count == 0) throw CommandException.BadValue("Must specify at least one index to create");
        return
        [
            .. specifications.Select(item => item is BsonDocument specification
                ? IndexSpecification.Parse(specification)
                : throw CommandException.TypeMismatch("The elements of the 'indexes' array must be objects")),
        ];
    }
}
