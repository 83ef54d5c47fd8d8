using MongoDB.Bson;
using MongoDB.Driver;
using Scim.Protocol.Schema;
using Scim.Protos.Users.V1;
using Scim.Storage.Resources;

namespace Scim.Storage.Tests.Resources;

/// <summary>A store of users, its database, and the commands that it sent.</summary>
internal sealed class UserStore(ResourceStores stores, IMongoDatabase database, SentCommands commands)
{
    public ResourceStores Stores => stores;

    public ResourceStore<User> Store { get; } = stores.Open<User>("users", ScimResourceTypes.User, ["groups"]);

    public IMongoDatabase Database => database;

    public IMongoCollection<BsonDocument> Documents => database.GetCollection<BsonDocument>("users");

    /// <summary>Called with the name of each command before it is sent.</summary>
    public Action<string> Interrupt
    {
        set => commands.Sending = value;
    }

    /// <summary>The names of the commands that an action sent.</summary>
    public async Task<string[]> CommandsOfAsync(Func<Task> action)
    {
        commands.Clear();
        await action();
        return commands.Names;
    }

    /// <summary>What the database says of how it does the last command of a name.</summary>
    public async Task<BsonDocument> ExplainAsync(string name, CancellationToken cancellationToken) =>
        await database.RunCommandAsync<BsonDocument>(
            new BsonDocument { { "explain", commands.Last(name) }, { "verbosity", "executionStats" } }, cancellationToken: cancellationToken);
}
