using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;

namespace Scim.EmbeddedMongo.Commands;

/// <summary>The fields of one statement of an update or delete.</summary>
internal sealed class StatementFields
{
    private readonly BsonDocument _fields;
    private readonly string _kind;

    public StatementFields(ReadOnlySpan<byte> statement, string kind, IReadOnlyCollection<string> known)
    {
        _fields = BsonMaterializer.Document(statement);
        _kind = kind;
        foreach (string name in _fields.Names)
        {
            if (!known.Contains(name)) throw CommandException.Location(40415, $"BSON field '{kind}.{name}' is an unknown field.");
        }
    }

    public BsonValue Required(string name) => _fields.TryGetValue(name, out BsonValue value)
        ? value
        : throw CommandException.Location(40414, $"BSON field '{_kind}.{name}' is missing but a required field");

    public BsonValue? Optional(string name) => _fields.GetValue(name, null);

    public BsonDocument Document(string name) => Required(name) as BsonDocument ?? throw Mismatch(name, "object");

    public bool Boolean(string name) => _fields.GetValue(name, BsonBoolean.False) switch
    {
        BsonBoolean value => value.Value,
        { IsNumeric: true } number => number.ToBoolean(),
        _ => throw Mismatch(name, "bool"),
    };

    /// <summary>Refuses options that would change the meaning and are not implemented.</summary>
    public void Refuse(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (_fields.TryGetValue(name, out BsonValue value) && value is not (BsonNull or BsonDocument { ElementCount: 0 } or BsonArray { Count: 0 }))
            {
                throw CommandException.BadValue($"The option '{name}' is not supported");
            }
        }
    }

    private CommandException Mismatch(string name, string expected) =>
        CommandException.TypeMismatch($"BSON field '{_kind}.{name}' is the wrong type '{Required(name).BsonType}', expected type '{expected}'");
}
