using System.Diagnostics;
using MongoDB.Bson;
using Scim.EmbeddedMongo.Wire;

namespace Scim.EmbeddedMongo.Commands;

/// <summary>serverStatus: uptime, connections, commands, memory, cursors.</summary>
internal sealed class ServerStatusCommand : Command
{
    private const int AcceptedConnections = 65_536;

    public override string Name => "serverStatus";

    public override IReadOnlyCollection<string> Fields => [];

    /// <summary>Sections can be left out by their names, which are fields here: none is refused.</summary>
    public override CommandTraits Traits => CommandTraits.AnyFields;

    public override ValueTask RunAsync(CommandContext context, ReplyBuffer reply, CancellationToken cancellationToken)
    {
        ServerState server = context.Server;
        TimeSpan uptime = server.Time.GetElapsedTime(server.StartedAt);
        (int current, int total) = server.Connections();
        using Process process = Process.GetCurrentProcess();
        reply.Write("host", server.Address);
        reply.Write("version", BuildInfoCommand.Version);
        reply.Write("process", process.ProcessName);
        reply.Write("pid", (long)process.Id);
        reply.Write("uptime", uptime.TotalSeconds);
        reply.Write("uptimeMillis", (long)uptime.TotalMilliseconds);
        reply.Write("uptimeEstimate", (long)uptime.TotalSeconds);
        reply.Write("localTime", new BsonDateTime(server.Time.GetUtcNow().UtcDateTime));
        reply.Write("connections", new BsonDocument { { "current", current }, { "available", Math.Max(0, AcceptedConnections - current) }, { "totalCreated", total } });
        reply.Write("opcounters", new BsonDocument(server.Counters.Read().Select(count => new BsonElement(count.Name, count.Count))));
        reply.Write("mem", new BsonDocument { { "bits", 64 }, { "resident", (int)(process.WorkingSet64 >> 20) }, { "supported", true } });
        reply.Write("metrics", new BsonDocument("cursor", new BsonDocument("open", new BsonDocument("total", (long)server.Cursors.Count))));
        reply.Write("repl", new BsonDocument { { "setName", HelloCommand.SetName }, { "isWritablePrimary", true }, { "secondary", false }, { "me", server.Address } });
        reply.Write("storageEngine", new BsonDocument { { "name", "sqlite" }, { "persistent", true } });
        return ValueTask.CompletedTask;
    }
}
