using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Cursors;
using Scim.EmbeddedMongo.Storage;
using Scim.EmbeddedMongo.Wire;

namespace Scim.EmbeddedMongo.Commands;

/// <summary>listIndexes</summary>
internal sealed class ListIndexesCommand : Command
{
    public override string Name => "listIndexes";

    public override IReadOnlyCollection<string> Fields { get; } = ["cursor"];

    public override CommandTraits Traits => CommandTraits.Collection;

    public override ValueTask RunAsync(CommandContext context, ReplyBuffer reply, CancellationToken cancellationToken)
    {
        string name = context.CollectionName;
        CollectionInfo collection = context.Server.Store.Catalog.Find(context.Database, name)
            ?? throw new CommandException(26, "NamespaceNotFound", $"ns does not exist: {context.Database}.{name}");
        var stream = new ListStream([.. collection.Indexes.Select(index => index.Specification.ToBytes())]);
        CursorReply.WriteList(context, reply, collection.Namespace, stream);
        return ValueTask.CompletedTask;
    }
}
