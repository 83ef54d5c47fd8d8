using MongoDB.Bson;
using MongoDB.Bson.Serialization;
using MongoDB.Driver;
using MongoDB.Driver.Core.Configuration;
using MongoDB.Driver.Core.Events;

namespace Scim.Groups.Tests.Hosts;

/// <summary>The commands that GroupService sends for groups and their members, and what each makes the database examine.</summary>
public sealed class CommandLog
{
    private static readonly string[] Collections = ["groups", "memberships", "known_subjects", "tenant_totals"];
    private static readonly string[] OfTheSession = ["lsid", "txnNumber", "autocommit", "startTransaction", "readConcern", "writeConcern", "cursor"];

    private readonly List<BsonDocument> _commands = [];

    public void Observe(ClusterBuilder cluster) => cluster.Subscribe<CommandStartedEvent>(started =>
    {
        lock (_commands) _commands.Add(BsonSerializer.Deserialize<BsonDocument>(started.Command.ToBson()));
    });

    /// <summary>What an action costs: its commands, each with the keys and documents examined.</summary>
    public async Task<IReadOnlyList<CommandCost>> CostOfAsync(IMongoDatabase database, Func<Task> action, CancellationToken cancellationToken)
    {
        lock (_commands) _commands.Clear();
        await action();
        BsonDocument[] sent;
        lock (_commands) sent = [.. _commands.Where(command => command.GetElement(0).Value is BsonString name && Collections.Contains(name.Value))];
        var costs = new List<CommandCost>();
        foreach (BsonDocument command in sent)
        {
            string name = $"{command.GetElement(0).Name} {command.GetElement(0).Value}";
            (long keys, long documents) = (0, 0);
            foreach (BsonDocument one in Statements(command))
            {
                BsonDocument stats = (await database.RunCommandAsync<BsonDocument>(
                    new BsonDocument { { "explain", one }, { "verbosity", "executionStats" } }, readPreference: null, cancellationToken))["executionStats"].AsBsonDocument;
                keys += stats["totalKeysExamined"].ToInt64();
                documents += stats["totalDocsExamined"].ToInt64();
            }

            costs.Add(new CommandCost(name, keys, documents));
        }

        return costs;
    }

    // Each statement of a write for itself, without what belongs to its session.
    private static IEnumerable<BsonDocument> Statements(BsonDocument command)
    {
        var plain = new BsonDocument(command.Elements.Where(element => !element.Name.StartsWith('$') && !OfTheSession.Contains(element.Name)));
        string? list = plain.GetElement(0).Name switch { "update" => "updates", "delete" => "deletes", _ => null };
        if (plain.GetElement(0).Name is "insert" or "aggregate") return [];
        return list is null
            ? [plain]
            : plain[list].AsBsonArray.Select(statement => new BsonDocument { plain.GetElement(0), { list, new BsonArray { statement } } });
    }
}
