using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Storage;
using Scim.EmbeddedMongo.Wire;

namespace Scim.EmbeddedMongo.Commands;

/// <summary>drop</summary>
internal sealed class DropCommand : Command
{
    public override string Name => "drop";

    public override IReadOnlyCollection<string> Fields => [];

    public override CommandTraits Traits => CommandTraits.Collection | CommandTraits.Write;

    public override async ValueTask RunAsync(CommandContext context, ReplyBuffer reply, CancellationToken cancellationToken)
    {
        string name = context.CollectionName;
        int indexes = await context.Server.Store.WriteAsync(
            tables =>
            {
                CollectionInfo collection = tables.Catalog.Find(context.Database, name)
                    ?? throw new CommandException(26, "NamespaceNotFound", "ns not found");
                Drop(tables, collection);
                return collection.Indexes.Length;
            },
            cancellationToken).ConfigureAwait(false);
        context.Server.Cursors.RemoveOf($"{context.Database}.{name}");
        reply.Write("nIndexesWas", indexes);
        reply.Write("ns", $"{context.Database}.{name}");
    }

    public static void Drop(WriterTables tables, CollectionInfo collection)
    {
        tables.RequireUnlocked(collection);
        tables.Drop(collection);
        tables.Log(new OplogRecord(OplogKind.Drop, collection.Database, collection.Name, null, null));
    }
}
