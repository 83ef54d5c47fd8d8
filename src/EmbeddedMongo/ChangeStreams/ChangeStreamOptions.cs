using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;

namespace Scim.EmbeddedMongo.ChangeStreams;

/// <summary>The specification of a $changeStream stage.</summary>
internal sealed record ChangeStreamOptions
{
    /// <summary>Whether update events carry the document as it is when the event is read.</summary>
    public bool LooksUp { get; private init; }

    /// <summary>Everything up to and with this time has been seen; null to begin at the present.</summary>
    public long? After { get; private init; }

    /// <summary>Whether the stream is over all databases.</summary>
    public bool WholeCluster { get; private init; }

    /// <summary>Reads the stage's value.</summary>
    public static ChangeStreamOptions Parse(BsonValue stage)
    {
        if (stage is not BsonDocument document) throw CommandException.Location(50808, "$changeStream stage expects a document as argument");

        var options = new ChangeStreamOptions();
        int starts = 0;
        foreach (BsonElement option in document)
        {
            options = Apply(options, option);
            if (option.Name is "resumeAfter" or "startAfter" or "startAtOperationTime") starts++;
        }

        return starts <= 1
            ? options
            : throw CommandException.Location(40674, "Only one type of resume option is allowed, but multiple were found.");
    }

    private static ChangeStreamOptions Apply(ChangeStreamOptions options, BsonElement option) => option.Name switch
    {
        "fullDocument" => options with { LooksUp = FullDocument(option.Value) },
        "fullDocumentBeforeChange" when option.Value == "off" => options,
        "fullDocumentBeforeChange" => throw CommandException.BadValue("$changeStream: fullDocumentBeforeChange is not supported"),
        "resumeAfter" => options with { After = ResumeAfter(option) },
        "startAfter" => options with { After = ResumeToken.Parse(option).Time },
        "startAtOperationTime" when option.Value is BsonTimestamp time => options with { After = time.Value - 1 },
        "startAtOperationTime" => throw CommandException.TypeMismatch("BSON field '$changeStream.startAtOperationTime' is of the wrong type, expected type 'timestamp'"),
        "allChangesForCluster" => options with { WholeCluster = option.Value.ToBoolean() },
        "allowToRunOnConfigDB" or "showMigrationEvents" => options,
        _ => throw CommandException.Location(40415, $"BSON field '$changeStream.{option.Name}' is an unknown field."),
    };

    private static bool FullDocument(BsonValue value) => value.IsString && value.AsString is "default" or "updateLookup"
        ? value.AsString == "updateLookup"
        : throw CommandException.BadValue($"Enumeration value '{value}' for field '$changeStream.fullDocument' is not a valid value.");

    private static long ResumeAfter(BsonElement option)
    {
        ResumeToken token = ResumeToken.Parse(option);
        return token.Invalidated
            ? throw new CommandException(260, "InvalidResumeToken", "Attempting to resume a change stream using 'resumeAfter' is not allowed from an invalidate notification.")
            : token.Time;
    }
}
