using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Sessions;
using Scim.EmbeddedMongo.Wire;

namespace Scim.EmbeddedMongo.Commands;

/// <summary>endSessions and killSessions: their transactions and cursors go at once.</summary>
internal sealed class EndSessionsCommand(string name = "endSessions") : Command
{
    public override string Name => name;

    public override IReadOnlyCollection<string> Fields => [];

    public override async ValueTask RunAsync(CommandContext context, ReplyBuffer reply, CancellationToken cancellationToken)
    {
        if (context.Body.GetElement(0).Value is not BsonArray sessions)
        {
            throw CommandException.TypeMismatch($"BSON field '{name}.{name}' is the wrong type, expected type 'array'");
        }

        foreach (Guid id in sessions.Select(SessionArguments.SessionId).ToArray())
        {
            await context.Server.Sessions.EndAsync(id, cancellationToken).ConfigureAwait(false);
            context.Server.Cursors.RemoveWhere(cursor => cursor.Session == id);
        }
    }
}
