using Scim.EmbeddedMongo.Cursors;
using Scim.EmbeddedMongo.Sessions;
using Scim.EmbeddedMongo.Storage;

namespace Scim.EmbeddedMongo.Commands;

/// <summary>What the commands of one server share.</summary>
internal sealed class ServerState(Store store, EmbeddedMongoOptions options, TimeProvider time) : IDisposable
{
    public Store Store => store;

    public EmbeddedMongoOptions Options => options;

    public TimeProvider Time => time;

    public CursorRegistry Cursors { get; } = new(time);

    public SessionRegistry Sessions { get; } = new(store, time);

    /// <summary>host:port, as clients are told to connect to.</summary>
    public string Address { get; set; } = "";

    /// <summary>Identifies this process in topologyVersion.</summary>
    public MongoDB.Bson.ObjectId ProcessId { get; } = MongoDB.Bson.ObjectId.GenerateNewId();

    public long StartedAt { get; } = time.GetTimestamp();

    public Func<(int Current, int Total)> Connections { get; set; } = () => (0, 0);

    public CommandCounters Counters { get; } = new();

    public void Dispose()
    {
        Cursors.Dispose();
        Sessions.Dispose();
    }
}
