using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;

namespace Scim.EmbeddedMongo.Sessions;

/// <summary>The session fields of a command, checked against each other.</summary>
/// <param name="Session">The session's id, or null where the command has none.</param>
/// <param name="TransactionNumber">txnNumber: of a retryable write or of a transaction.</param>
/// <param name="InTransaction">autocommit: false.</param>
/// <param name="StartTransaction">startTransaction: true.</param>
internal sealed record SessionArguments(Guid? Session, long? TransactionNumber, bool InTransaction, bool StartTransaction)
{
    public static SessionArguments Read(BsonDocument body)
    {
        Guid? session = body.TryGetValue("lsid", out BsonValue lsid) ? SessionId(lsid) : null;
        long? number = body.TryGetValue("txnNumber", out BsonValue txn) ? Number(txn) : null;
        bool hasAutocommit = body.TryGetValue("autocommit", out BsonValue autocommit);
        bool hasStart = body.TryGetValue("startTransaction", out BsonValue start);

        if (number is not null && session is null) throw CommandException.InvalidOptions("Transaction number requires a session ID to also be specified");
        if (number < 0) throw CommandException.InvalidOptions("Transaction number cannot be negative");
        if (hasAutocommit && number is null) throw CommandException.InvalidOptions("'autocommit' field requires a transaction number to also be specified");
        if (hasAutocommit && autocommit != BsonBoolean.False) throw CommandException.InvalidOptions("Specifying autocommit=true is not allowed.");
        if (hasStart && !hasAutocommit) throw CommandException.InvalidOptions("'startTransaction' field requires autocommit=false to also be specified");
        if (hasStart && start != BsonBoolean.True) throw CommandException.InvalidOptions("Specifying startTransaction=false is not allowed.");
        return new SessionArguments(session, number, hasAutocommit, hasStart);
    }

    public static Guid SessionId(BsonValue lsid)
    {
        if (lsid is not BsonDocument document) throw CommandException.TypeMismatch("BSON field 'lsid' is the wrong type, expected type 'object'");
        BsonValue? id = document.GetValue("id", null);
        return id is BsonBinaryData { Bytes.Length: 16 } binary
            ? new Guid(binary.Bytes)
            : throw CommandException.TypeMismatch("BSON field 'lsid.id' must be a UUID");
    }

    private static long Number(BsonValue value) => value is BsonInt64 number
        ? number.Value
        : throw CommandException.TypeMismatch($"BSON field 'txnNumber' is the wrong type '{value.BsonType}', expected type 'long'");
}
