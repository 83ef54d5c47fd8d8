using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Storage;
using Scim.EmbeddedMongo.Wire;

namespace Scim.EmbeddedMongo.Commands;

/// <summary>dropIndexes: by name, names, key pattern, or "*" for all but _id.</summary>
internal sealed class DropIndexesCommand : Command
{
    public override string Name => "dropIndexes";

    public override IReadOnlyList<string> Aliases => ["deleteIndexes"];

    public override IReadOnlyCollection<string> Fields { get; } = ["index"];

    public override CommandTraits Traits => CommandTraits.Collection | CommandTraits.Write;

    public override async ValueTask RunAsync(CommandContext context, ReplyBuffer reply, CancellationToken cancellationToken)
    {
        string name = context.CollectionName;
        BsonValue which = context.Required("index");
        int before = await context.Server.Store.WriteAsync(
            tables =>
            {
                CollectionInfo collection = tables.Catalog.Find(context.Database, name)
                    ?? throw new CommandException(26, "NamespaceNotFound", $"ns not found {context.Database}.{name}");
                IndexInfo[] dropped = [.. Select(collection, which)];
                if (dropped.Length == 0) return collection.Indexes.Length;
                tables.RequireUnlocked(collection);
                tables.Replace(collection, collection with { Indexes = collection.Indexes.RemoveRange(dropped) });
                return collection.Indexes.Length;
            },
            cancellationToken).ConfigureAwait(false);
        reply.Write("nIndexesWas", before);
        if (which == "*") reply.Write("msg", "non-_id indexes dropped for collection");
    }

    private static IEnumerable<IndexInfo> Select(CollectionInfo collection, BsonValue which) => which switch
    {
        BsonString { Value: "*" } => collection.Indexes.Skip(1),
        BsonString name => [ByName(collection, name.Value)],
        BsonArray names => names.Select(name => ByName(collection, name is BsonString text
            ? text.Value
            : throw CommandException.TypeMismatch("dropIndexes index names must be strings"))).ToArray(),
        BsonDocument key => [ByKey(collection, key)],
        _ => throw CommandException.TypeMismatch($"BSON field 'dropIndexes.index' is the wrong type '{which.BsonType}'"),
    };

    private static IndexInfo ByName(CollectionInfo collection, string name)
    {
        IndexInfo index = collection.Indexes.FirstOrDefault(index => index.Name == name) ?? throw CommandException.IndexNotFound($"index not found with name [{name}]");
        return NotId(index);
    }

    private static IndexInfo ByKey(CollectionInfo collection, BsonDocument key)
    {
        IndexInfo[] found = [.. collection.Indexes.Where(index => index.Definition.Key.ElementCount == key.ElementCount
            && index.Definition.Key.Zip(key).All(pair => pair.First.Name == pair.Second.Name && BsonOrder.Equal(pair.First.Value, pair.Second.Value)))];
        return found.Length switch
        {
            0 => throw CommandException.IndexNotFound($"can't find index with key: {key}"),
            1 => NotId(found[0]),
            _ => throw new CommandException(181, "AmbiguousIndexKeyPattern", $"{found.Length} indexes found for key: {key}, identify by name instead."),
        };
    }

    private static IndexInfo NotId(IndexInfo index) => index.Definition.IsId ? throw CommandException.InvalidOptions("cannot drop _id index") : index;
}
