using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Wire;

namespace Scim.EmbeddedMongo.Commands;

/// <summary>killCursors</summary>
internal sealed class KillCursorsCommand : Command
{
    public override string Name => "killCursors";

    public override IReadOnlyCollection<string> Fields { get; } = ["cursors"];

    public override CommandTraits Traits => CommandTraits.Transaction;

    public override ValueTask RunAsync(CommandContext context, ReplyBuffer reply, CancellationToken cancellationToken)
    {
        _ = context.CollectionName;
        if (context.Required("cursors") is not BsonArray ids) throw CommandException.TypeMismatch("BSON field 'killCursors.cursors' is the wrong type, expected type 'array'");
        var killed = new BsonArray();
        var unknown = new BsonArray();
        foreach (BsonValue id in ids)
        {
            if (id is not BsonInt64) throw CommandException.TypeMismatch($"BSON field 'killCursors.cursors' has an element of the wrong type '{id.BsonType}', expected type 'long'");
            (context.Server.Cursors.Remove(id.AsInt64) ? killed : unknown).Add(id);
        }

        reply.Write("cursorsKilled", killed);
        reply.Write("cursorsNotFound", unknown);
        reply.Write("cursorsAlive", new BsonArray());
        reply.Write("cursorsUnknown", new BsonArray());
        return ValueTask.CompletedTask;
    }
}
