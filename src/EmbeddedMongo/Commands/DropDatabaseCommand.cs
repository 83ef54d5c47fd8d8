using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Storage;
using Scim.EmbeddedMongo.Wire;

namespace Scim.EmbeddedMongo.Commands;

/// <summary>dropDatabase</summary>
internal sealed class DropDatabaseCommand : Command
{
    public override string Name => "dropDatabase";

    public override IReadOnlyCollection<string> Fields => [];

    public override CommandTraits Traits => CommandTraits.Write;

    public override async ValueTask RunAsync(CommandContext context, ReplyBuffer reply, CancellationToken cancellationToken)
    {
        string database = context.Database;
        if (database is "admin" or "config" or "local")
        {
            throw new CommandException(20, "IllegalOperation", $"Dropping the '{database}' database is prohibited.");
        }

        await context.Server.Store.WriteAsync(
            tables =>
            {
                CollectionInfo[] collections = [.. tables.Catalog.In(database)];
                foreach (CollectionInfo collection in collections) DropCommand.Drop(tables, collection);
                if (collections.Length > 0) tables.Log(new OplogRecord(OplogKind.DropDatabase, database, "", null, null));
                return true;
            },
            cancellationToken).ConfigureAwait(false);
        context.Server.Cursors.RemoveOf(database + ".");
    }
}
