using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Cursors;
using Scim.EmbeddedMongo.Query;
using Scim.EmbeddedMongo.Storage;
using Scim.EmbeddedMongo.Update;

namespace Scim.EmbeddedMongo.Commands;

/// <summary>One statement of an update, parsed before it comes to the writer; what is wrong with it is its own error.</summary>
internal sealed class UpdateStatement
{
    private static readonly string[] Known = ["q", "u", "upsert", "multi", "hint", "collation", "arrayFilters", "c"];

    private QueryNode _filter = AndNode.Everything;
    private UpdateExpression? _update;
    private CommandException? _invalid;
    private bool _upsert;
    private bool _multi;
    private BsonValue? _hint;

    public static UpdateStatement TryRead(ReadOnlySpan<byte> bytes)
    {
        var fields = new StatementFields(bytes, "update.updates", Known);
        var statement = new UpdateStatement { _upsert = fields.Boolean("upsert"), _multi = fields.Boolean("multi"), _hint = fields.Optional("hint") };
        BsonDocument filter = fields.Document("q");
        BsonValue update = fields.Required("u");
        try
        {
            fields.Refuse("collation", "arrayFilters", "c");
            statement._update = UpdateParser.Parse(update);
            statement._filter = QueryParser.Parse(filter);
            if (statement is { _multi: true, _update.IsReplacement: true }) throw CommandException.FailedToParse("multi update is not supported for replacement-style update");
        }
        catch (CommandException e)
        {
            statement._invalid = e;
        }

        return statement;
    }

    /// <returns>n, m (modified) and, of an upsert, id.</returns>
    public BsonDocument Apply(WriteScope scope, string database, string name, bool retryable)
    {
        if (_invalid is not null) throw _invalid;
        if (retryable && _multi) throw CommandException.InvalidOptions("Cannot use (or request) retryable writes with multi=true");
        UpdateMoment moment = scope.Moment();
        CollectionInfo? collection = scope.Tables.Catalog.Find(database, name);
        int matched = 0, modified = 0;
        if (collection is not null)
        {
            foreach ((long record, byte[] document) in MatchedRecords.Read(scope.Tables, collection, new FindOptions(_filter) { Limit = _multi ? 0 : 1, Hint = _hint }))
            {
                matched++;
                if (UpdatedRecord.Write(scope, collection, record, document, _update!.Apply(document, moment)) is not null) modified++;
            }
        }

        var outcome = new BsonDocument { { "n", matched }, { "m", modified } };
        if (matched > 0 || !_upsert) return outcome;
        byte[] inserted = UpdatedRecord.Upsert(scope, database, name, _update!.Insert(_filter, moment));
        return new BsonDocument { { "n", 1 }, { "m", 0 }, { "id", BsonSlice.Field(inserted, "_id"u8).ToBsonValue() } };
    }
}
