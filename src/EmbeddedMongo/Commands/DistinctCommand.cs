using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Cursors;
using Scim.EmbeddedMongo.Query;
using Scim.EmbeddedMongo.Storage;
using Scim.EmbeddedMongo.Wire;

namespace Scim.EmbeddedMongo.Commands;

/// <summary>distinct: the values that a path leads to, each element of an array its own.</summary>
internal sealed class DistinctCommand : Command
{
    public override string Name => "distinct";

    public override IReadOnlyCollection<string> Fields { get; } = ["key", "query", "collation", "hint"];

    public override CommandTraits Traits => CommandTraits.Transaction | CommandTraits.Collection;

    public override ValueTask RunAsync(CommandContext context, ReplyBuffer reply, CancellationToken cancellationToken)
    {
        string name = context.CollectionName;
        string key = context.RequiredText("key");
        if (key.Length == 0) throw CommandException.Location(40352, "FieldPath cannot be constructed with empty string");
        context.Refuse("collation");
        var options = new FindOptions(QueryParser.Parse(context.Document("query") ?? [])) { Hint = context.Hint() };
        string[] path = key.Split('.');
        var values = new SortedSet<BsonValue>(BsonOrder.Instance);
        IRecordTables tables = context.OpenTables(out ReadSnapshot? snapshot);
        using (snapshot)
        {
            CollectionInfo? collection = tables.Catalog.Find(context.Database, name);
            using DocumentStream stream = QueryExecutor.Open(tables, collection, options, new ScanStats(), cancellationToken);
            while (stream.MoveNext()) Collect(BsonMaterializer.Document(stream.Current), path, 0, values);
        }

        reply.Write("values", new BsonArray(values));
        return ValueTask.CompletedTask;
    }

    private static void Collect(BsonValue value, string[] path, int depth, SortedSet<BsonValue> values)
    {
        if (depth == path.Length)
        {
            if (value is BsonArray array) foreach (BsonValue item in array) values.Add(item);
            else values.Add(value);
            return;
        }

        if (value is BsonDocument document)
        {
            if (document.TryGetValue(path[depth], out BsonValue child)) Collect(child, path, depth + 1, values);
        }
        else if (value is BsonArray items)
        {
            if (FieldPath.IsIndex(path[depth]) && int.Parse(path[depth]) is var index && index < items.Count)
            {
                Collect(items[index], path, depth + 1, values);
            }

            foreach (BsonDocument item in items.OfType<BsonDocument>()) Collect(item, path, depth, values);
        }
    }
}
