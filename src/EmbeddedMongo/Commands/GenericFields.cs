using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Sessions;
using Scim.EmbeddedMongo.Storage;
using Scim.EmbeddedMongo.Wire;

namespace Scim.EmbeddedMongo.Commands;

/// <summary>The fields that every command may have.</summary>
internal static class GenericFields
{
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "$db", "lsid", "txnNumber", "startTransaction", "autocommit", "$clusterTime", "$readPreference", "readConcern",
        "writeConcern", "maxTimeMS", "comment", "apiVersion", "apiStrict", "apiDeprecationErrors", "$client", "$audit", "stmtId",
    };

    private static readonly string[] ReadConcernLevels = ["local", "majority", "available", "snapshot", "linearizable"];

    public static string Database(BsonDocument body)
    {
        if (!body.TryGetValue("$db", out BsonValue database) || !database.IsString)
        {
            throw CommandException.Location(40571, "OP_MSG requests require a $db argument");
        }

        return database.AsString;
    }

    public static void Check(Command command, CommandRequest request, string database, SessionArguments arguments)
    {
        CollectionNames.CheckDatabase(database);
        if (command.Traits.HasFlag(CommandTraits.Admin) && database != "admin")
        {
            throw new CommandException(13, "Unauthorized", $"{command.Name} may only be run against the admin database.");
        }

        if (!command.Traits.HasFlag(CommandTraits.AnyFields)) CheckNames(command, request);
        if (!command.Traits.HasFlag(CommandTraits.Write) && !command.Traits.HasFlag(CommandTraits.AnyFields) && request.Body.Contains("writeConcern"))
        {
            throw CommandException.InvalidOptions("Command does not support writeConcern");
        }

        CheckApi(request.Body);
        CheckReadConcern(request.Body, arguments);
        if (arguments.InTransaction && request.Body.Contains("writeConcern") && command.Name is not ("commitTransaction" or "abortTransaction"))
        {
            throw CommandException.InvalidOptions("writeConcern is not allowed within a multi-statement transaction");
        }
    }

    /// <summary>afterClusterTime: waits until the time is durable, which it is for every time that this server gave out.</summary>
    public static Task WaitForClusterTimeAsync(Store store, BsonDocument body, CancellationToken cancellationToken)
    {
        if (!body.TryGetValue("readConcern", out BsonValue concern) || !concern.AsBsonDocument.TryGetValue("afterClusterTime", out BsonValue after)) return Task.CompletedTask;
        long time = after is BsonTimestamp timestamp ? timestamp.Value : throw CommandException.TypeMismatch("afterClusterTime must be a timestamp");
        return time <= store.CommittedTime ? Task.CompletedTask : store.WaitForChangeAsync(time - 1, cancellationToken);
    }

    private static void CheckNames(Command command, CommandRequest request)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string name in request.Body.Names.Concat(request.SequenceNames))
        {
            if (!seen.Add(name)) throw CommandException.Location(40413, $"BSON field '{command.Name}.{name}' is a duplicate field");
            if (seen.Count == 1 || Known.Contains(name) || command.Fields.Contains(name)) continue;
            throw CommandException.Location(40415, $"BSON field '{command.Name}.{name}' is an unknown field.");
        }
    }

    private static void CheckApi(BsonDocument body)
    {
        if (body.TryGetValue("apiVersion", out BsonValue version) && version != "1")
        {
            throw new CommandException(322, "APIVersionError", "API version must be \"1\"");
        }

        if (body.GetValue("apiStrict", false) == BsonBoolean.True) throw new CommandException(323, "APIStrictError", "apiStrict is not supported");
    }

    private static void CheckReadConcern(BsonDocument body, SessionArguments arguments)
    {
        if (!body.TryGetValue("readConcern", out BsonValue value)) return;
        if (value is not BsonDocument concern) throw CommandException.TypeMismatch("\"readConcern\" had the wrong type. Expected object");
        if (arguments.InTransaction && !arguments.StartTransaction && concern.ElementCount > 0)
        {
            throw CommandException.InvalidOptions("Only the first command in a transaction may specify a readConcern");
        }

        foreach (BsonElement element in concern)
        {
            switch (element.Name)
            {
                case "level" when element.Value.IsString && ReadConcernLevels.Contains(element.Value.AsString):
                case "afterClusterTime":
                case "provenance":
                    break;
                case "level":
                    throw CommandException.FailedToParse($"readConcern level {element.Value} is not supported");
                case "atClusterTime":
                    throw CommandException.InvalidOptions("readConcern atClusterTime is not supported");
                default:
                    throw CommandException.InvalidOptions($"Unrecognized option in readConcern: {element.Name}");
            }
        }
    }
}
