using MongoDB.Bson;
using MongoDB.Driver.Core.Events;

namespace Scim.Storage.Tests.Resources;

/// <summary>The commands that a client sent.</summary>
internal sealed class SentCommands
{
    private static readonly string[] OfTheDriver = ["lsid", "$clusterTime", "$db", "$readPreference", "txnNumber", "maxTimeMS", "apiVersion"];

    private readonly Lock _turn = new();
    private readonly List<(string Name, BsonDocument Command)> _sent = [];

    public Action<string>? Sending { get; set; }

    public string[] Names
    {
        get
        {
            lock (_turn) return [.. _sent.Select(command => command.Name)];
        }
    }

    public void Add(CommandStartedEvent started)
    {
        lock (_turn) _sent.Add((started.CommandName, (BsonDocument)started.Command.DeepClone()));
        Sending?.Invoke(started.CommandName);
    }

    public void Clear()
    {
        lock (_turn) _sent.Clear();
    }

    /// <summary>The last command of a name, without what the driver adds to every one.</summary>
    public BsonDocument Last(string name)
    {
        lock (_turn)
        {
            BsonDocument command = _sent.FindLast(sent => sent.Name == name).Command;
            return new BsonDocument(command.Where(field => !OfTheDriver.Contains(field.Name)));
        }
    }
}
