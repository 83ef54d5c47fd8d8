using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Sessions;
using Scim.EmbeddedMongo.Wire;

namespace Scim.EmbeddedMongo.Commands;

/// <summary>
/// hello and isMaster: a replica set's primary with one member. A client that names the topologyVersion it knows waits
/// for a change, which never comes, for maxAwaitTimeMS; one that allows exhaust gets a stream of replies.
/// </summary>
internal sealed class HelloCommand : Command
{
    public const int MaxWireVersion = 13;
    public const string SetName = "rs0";

    public override string Name => "hello";

    public override IReadOnlyList<string> Aliases => ["isMaster", "ismaster"];

    public override IReadOnlyCollection<string> Fields => [];

    public override CommandTraits Traits => CommandTraits.AnyFields;

    public override async ValueTask RunAsync(CommandContext context, ReplyBuffer reply, CancellationToken cancellationToken)
    {
        ServerState server = context.Server;
        if (context.Body.TryGetValue("topologyVersion", out BsonValue known) && known is BsonDocument version)
        {
            long wait = context.Number("maxAwaitTimeMS") ?? throw CommandException.Location(31368, "A request with a 'topologyVersion' must include 'maxAwaitTimeMS'");
            if (version.GetValue("processId", BsonNull.Value) == server.ProcessId)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Clamp(wait, 0, 600_000)), server.Time, cancellationToken).ConfigureAwait(false);
            }

            context.MoreToCome = context.Request.Flags.HasFlag(MessageFlags.ExhaustAllowed);
        }

        Write(context, reply);
    }

    private static void Write(CommandContext context, ReplyBuffer reply)
    {
        ServerState server = context.Server;
        DateTime now = server.Time.GetUtcNow().UtcDateTime;
        if (context.Body.GetValue("helloOk", false).ToBoolean()) reply.Write("helloOk", true);
        reply.Write("topologyVersion", new BsonDocument { { "processId", server.ProcessId }, { "counter", 6L } });
        reply.Write("hosts", new BsonArray { server.Address });
        reply.Write("setName", SetName);
        reply.Write("setVersion", 1);
        reply.Write(context.Body.GetElement(0).Name == "hello" ? "isWritablePrimary" : "ismaster", true);
        reply.Write("secondary", false);
        reply.Write("primary", server.Address);
        reply.Write("me", server.Address);
        reply.Write("electionId", new ObjectId("7fffffff0000000000000001"));
        var opTime = new BsonDocument { { "ts", new BsonTimestamp(server.Store.CommittedTime) }, { "t", 1L } };
        reply.Write("lastWrite", new BsonDocument { { "opTime", opTime }, { "lastWriteDate", now }, { "majorityOpTime", opTime }, { "majorityWriteDate", now } });
        reply.Write("maxBsonObjectSize", 16 * 1024 * 1024);
        reply.Write("maxMessageSizeBytes", MessageReader.MaxMessageBytes);
        reply.Write("maxWriteBatchSize", WriteBatch.MaxStatements);
        reply.Write("localTime", new BsonDateTime(now));
        reply.Write("logicalSessionTimeoutMinutes", SessionRegistry.TimeoutMinutes);
        reply.Write("connectionId", context.Connection.Id);
        reply.Write("minWireVersion", 0);
        reply.Write("maxWireVersion", MaxWireVersion);
        reply.Write("readOnly", false);
    }
}
