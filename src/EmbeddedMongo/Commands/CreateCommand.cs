using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Wire;

namespace Scim.EmbeddedMongo.Commands;

/// <summary>create: plain collections only.</summary>
internal sealed class CreateCommand : Command
{
    private static readonly string[] Unsupported =
        ["capped", "size", "max", "validator", "validationLevel", "validationAction", "viewOn", "pipeline", "collation", "timeseries", "expireAfterSeconds", "storageEngine", "indexOptionDefaults", "clusteredIndex"];

    public override string Name => "create";

    public override IReadOnlyCollection<string> Fields { get; } = [.. Unsupported, "autoIndexId", "idIndex", "flags"];

    public override CommandTraits Traits => CommandTraits.Transaction | CommandTraits.Collection | CommandTraits.Write;

    public override async ValueTask RunAsync(CommandContext context, ReplyBuffer reply, CancellationToken cancellationToken)
    {
        string name = context.CollectionName, database = context.Database;
        if (context.Body.Contains("autoIndexId")) throw CommandException.Location(50001, "The autoIndexId option is not allowed.");
        if (!context.Boolean("capped") && (context.Body.Contains("size") || context.Body.Contains("max")))
        {
            throw CommandException.InvalidOptions("the 'capped' field needs to be true when either the 'size' or 'max' fields are present");
        }

        context.Document("validator");
        foreach (string option in Unsupported.Where(option => context.Body.GetValue(option, false) != BsonBoolean.False))
        {
            throw CommandException.InvalidOptions($"The option '{option}' is not supported");
        }

        CollectionNames.RequireCreatable(database, name);
        await WriteScope.RunAsync(
            context,
            scope =>
            {
                if (scope.Tables.Catalog.Find(database, name) is not null)
                {
                    throw new CommandException(48, "NamespaceExists", $"a collection '{database}.{name}' already exists");
                }

                return CollectionCreation.Ensure(scope.Tables, database, name);
            },
            cancellationToken).ConfigureAwait(false);
    }
}
