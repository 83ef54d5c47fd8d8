using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Sessions;
using Scim.EmbeddedMongo.Storage;
using Scim.EmbeddedMongo.Wire;

namespace Scim.EmbeddedMongo.Commands;

/// <summary>One call of a command.</summary>
internal sealed class CommandContext(ServerState server, MongoConnection connection, CommandRequest request, string database, SessionArguments arguments)
{
    public ServerState Server => server;

    public MongoConnection Connection => connection;

    public CommandRequest Request => request;

    public BsonDocument Body => request.Body;

    public string Database => database;

    public SessionArguments Arguments => arguments;

    /// <summary>The session, where the command has one.</summary>
    public LogicalSession? Session { get; set; }

    /// <summary>The open transaction that the command belongs to.</summary>
    public OpenTransaction? Transaction { get; set; }

    /// <summary>Set by a command whose reply carries write errors: they abort a transaction.</summary>
    public bool HasWriteErrors { get; set; }

    /// <summary>Set by hello where the reply is one of a stream.</summary>
    public bool MoreToCome { get; set; }

    /// <summary>The value of the first field as a collection's name.</summary>
    public string CollectionName => CollectionNames.Read(Body.GetElement(0), database);

    /// <summary>The view that a read uses, and what is to be disposed after it.</summary>
    public IRecordTables OpenTables(out ReadSnapshot? snapshot)
    {
        snapshot = Transaction is null ? server.Store.Read() : null;
        return Transaction?.Tables ?? (IRecordTables)snapshot!;
    }

    public BsonDocument? Document(string name)
    {
        if (!Body.TryGetValue(name, out BsonValue value) || value.IsBsonNull) return null;
        return value as BsonDocument
            ?? throw CommandException.TypeMismatch($"BSON field '{Body.GetElement(0).Name}.{name}' is the wrong type '{value.BsonType}', expected type 'object'");
    }

    public bool Boolean(string name, bool otherwise = false)
    {
        if (!Body.TryGetValue(name, out BsonValue value)) return otherwise;
        return value is BsonBoolean boolean
            ? boolean.Value
            : throw CommandException.TypeMismatch($"BSON field '{Body.GetElement(0).Name}.{name}' is the wrong type '{value.BsonType}', expected type 'bool'");
    }

    /// <summary>A whole number of any numeric type, or null where it is missing.</summary>
    public long? Number(string name)
    {
        if (!Body.TryGetValue(name, out BsonValue value) || value.IsBsonNull) return null;
        return value.IsNumeric
            ? NumberCast.Clamped(value)
            : throw CommandException.TypeMismatch($"BSON field '{Body.GetElement(0).Name}.{name}' is the wrong type '{value.BsonType}', expected types '[long, int, decimal, double]'");
    }

    /// <summary>The index that the client asks for; null for none.</summary>
    public BsonValue? Hint() =>
        Body.TryGetValue("hint", out BsonValue hint) && hint is not (BsonNull or BsonDocument { ElementCount: 0 }) ? hint : null;

    public string RequiredText(string name)
    {
        BsonValue value = Required(name);
        return value.IsString ? value.AsString : throw CommandException.TypeMismatch($"BSON field '{Body.GetElement(0).Name}.{name}' is the wrong type '{value.BsonType}', expected type 'string'");
    }

    public BsonValue Required(string name) => Body.TryGetValue(name, out BsonValue value)
        ? value
        : throw CommandException.Location(40414, $"BSON field '{Body.GetElement(0).Name}.{name}' is missing but a required field");

    /// <summary>Refuses options that would change the meaning and are not implemented.</summary>
    public void Refuse(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (!Body.TryGetValue(name, out BsonValue value) || value.IsBsonNull || value == BsonBoolean.False) continue;
            if (value is BsonDocument { ElementCount: 0 }) continue;
            throw CommandException.BadValue($"The option '{name}' is not supported");
        }
    }
}
