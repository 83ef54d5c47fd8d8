using MongoDB.Bson;

namespace Scim.EmbeddedMongo.Bson;

/// <summary>A refusal as MongoDB sends it: its code, the code's name and a sentence; the dispatcher turns it into the reply.</summary>
internal sealed class CommandException(int code, string codeName, string message) : Exception(message)
{
    public int Code { get; } = code;

    public string CodeName { get; } = codeName;

    /// <summary>Labels such as TransientTransactionError; empty where there are none.</summary>
    public IReadOnlyList<string> ErrorLabels { get; init; } = [];

    /// <summary>Further fields of the reply, such as keyPattern and keyValue.</summary>
    public BsonDocument? Extra { get; init; }

    public static CommandException BadValue(string message) => new(2, "BadValue", message);

    public static CommandException FailedToParse(string message) => new(9, "FailedToParse", message);

    public static CommandException TypeMismatch(string message) => new(14, "TypeMismatch", message);

    public static CommandException IndexNotFound(string message) => new(27, "IndexNotFound", message);

    public static CommandException PathNotViable(string message) => new(28, "PathNotViable", message);

    public static CommandException ConflictingUpdateOperators(string path, string with) =>
        new(40, "ConflictingUpdateOperators", $"Updating the path '{path}' would create a conflict at '{with}'");

    public static CommandException DollarPrefixedFieldName(string message) => new(52, "DollarPrefixedFieldName", message);

    public static CommandException InvalidIdField(string message) => new(53, "InvalidIdField", message);

    public static CommandException NotSingleValueField(string message) => new(54, "NotSingleValueField", message);

    public static CommandException EmptyFieldName(string message) => new(56, "EmptyFieldName", message);

    public static CommandException CommandNotFound(string name) =>
        new(59, "CommandNotFound", $"no such command: '{name}'");

    public static CommandException ImmutableField(string message) => new(66, "ImmutableField", message);

    public static CommandException CannotCreateIndex(string message) => new(67, "CannotCreateIndex", message);

    public static CommandException InvalidOptions(string message) => new(72, "InvalidOptions", message);

    public static CommandException InvalidPipelineOperator(string name) =>
        new(168, "InvalidPipelineOperator", $"Unrecognized expression '{name}'");

    public static CommandException CannotIndexParallelArrays(string first, string second) =>
        new(171, "CannotIndexParallelArrays", $"cannot index parallel arrays [{first}] [{second}]");

    public static CommandException NoQueryExecutionPlans(string message) =>
        new(291, "NoQueryExecutionPlans", message);

    /// <summary>The errors that MongoDB numbers and does not name.</summary>
    public static CommandException Location(int code, string message) => new(code, $"Location{code}", message);

    /// <summary>A unique index already holds the key: E11000.</summary>
    public static CommandException DuplicateKey(string ns, string index, BsonDocument keyPattern, BsonDocument keyValue) =>
        new(11000, "DuplicateKey", $"E11000 duplicate key error collection: {ns} index: {index} dup key: {keyValue}")
        {
            Extra = new BsonDocument { { "keyPattern", keyPattern }, { "keyValue", keyValue } },
        };
}
