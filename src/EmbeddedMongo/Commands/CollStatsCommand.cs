using MongoDB.Bson;
using Scim.EmbeddedMongo.Storage;
using Scim.EmbeddedMongo.Wire;

namespace Scim.EmbeddedMongo.Commands;

/// <summary>collStats</summary>
internal sealed class CollStatsCommand : Command
{
    public override string Name => "collStats";

    public override IReadOnlyList<string> Aliases => ["collstats"];

    public override IReadOnlyCollection<string> Fields { get; } = ["scale"];

    public override CommandTraits Traits => CommandTraits.Collection;

    public override ValueTask RunAsync(CommandContext context, ReplyBuffer reply, CancellationToken cancellationToken)
    {
        string name = context.CollectionName;
        long scale = StatisticsScale.Read(context);
        reply.Write("ns", $"{context.Database}.{name}");
        IRecordTables tables = context.OpenTables(out ReadSnapshot? snapshot);
        using (snapshot)
        {
            BsonDocument statistics = CollectionStatistics.Of(tables, tables.Catalog.Find(context.Database, name), scale, cancellationToken);
            foreach (BsonElement element in statistics) reply.Write(element.Name, element.Value);
        }

        return ValueTask.CompletedTask;
    }
}
