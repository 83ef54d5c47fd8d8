using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Cursors;
using Scim.EmbeddedMongo.Projections;
using Scim.EmbeddedMongo.Query;
using Scim.EmbeddedMongo.Storage;
using Scim.EmbeddedMongo.Update;
using Scim.EmbeddedMongo.Wire;

namespace Scim.EmbeddedMongo.Commands;

/// <summary>findAndModify</summary>
internal sealed class FindAndModifyCommand : Command
{
    public override string Name => "findAndModify";

    public override IReadOnlyList<string> Aliases => ["findandmodify"];

    public override IReadOnlyCollection<string> Fields { get; } =
        ["query", "sort", "remove", "update", "new", "fields", "upsert", "bypassDocumentValidation", "hint", "collation", "arrayFilters", "let"];

    public override CommandTraits Traits => CommandTraits.Transaction | CommandTraits.Retryable | CommandTraits.Collection | CommandTraits.Write;

    public override async ValueTask RunAsync(CommandContext context, ReplyBuffer reply, CancellationToken cancellationToken)
    {
        string name = context.CollectionName;
        var call = new Call(context, name);
        int statement = (int)(context.Number("stmtId") ?? 0);
        BsonDocument outcome = await WriteScope.RunAsync(
            context,
            scope =>
            {
                if (scope.Find(statement) is { } earlier) return earlier;
                BsonDocument result = call.Apply(scope);
                scope.Record(statement, result);
                return result;
            },
            cancellationToken).ConfigureAwait(false);
        foreach (BsonElement element in outcome) reply.Write(element.Name, element.Value);
    }

    private sealed class Call
    {
        private readonly string _database;
        private readonly string _name;
        private readonly FindOptions _options;
        private readonly UpdateExpression? _update;
        private readonly Projection? _fields;
        private readonly bool _remove;
        private readonly bool _new;
        private readonly bool _upsert;

        public Call(CommandContext context, string name)
        {
            (_database, _name) = (context.Database, name);
            _remove = Flag(context, "remove");
            _new = Flag(context, "new");
            _upsert = Flag(context, "upsert");
            context.Refuse("collation", "arrayFilters", "let");
            bool hasUpdate = context.Body.TryGetValue("update", out BsonValue update);
            if (_remove && hasUpdate) throw CommandException.FailedToParse("Cannot specify both an update and remove=true");
            if (_remove && _upsert) throw CommandException.FailedToParse("Cannot specify both upsert=true and remove=true ");
            if (_remove && _new) throw CommandException.FailedToParse("Cannot specify both new=true and remove=true; 'remove' always returns the deleted document");
            if (!_remove && !hasUpdate) throw CommandException.FailedToParse("Either an update or remove=true must be specified");
            _fields = ProjectionParser.Parse(context.Document("fields"));
            _update = hasUpdate ? UpdateParser.Parse(update) : null;
            _options = new FindOptions(QueryParser.Parse(context.Document("query") ?? []))
            {
                Limit = 1,
                Hint = context.Hint(),
            }.SortedBy(context.Document("sort"));
        }

        public BsonDocument Apply(WriteScope scope)
        {
            CollectionInfo? collection = scope.Tables.Catalog.Find(_database, _name);
            List<(long Record, byte[] Document)> matched = collection is null ? [] : MatchedRecords.Read(scope.Tables, collection, _options);
            if (matched.Count == 0) return _upsert ? Insert(scope) : Result(new BsonDocument("n", 0), existing: false, null);

            (long record, byte[] document) = matched[0];
            if (_remove)
            {
                scope.Records.Delete(collection!, record, document);
                return Result(new BsonDocument("n", 1), existing: null, document);
            }

            byte[]? after = UpdatedRecord.Write(scope, collection!, record, document, _update!.Apply(document, scope.Moment()));
            return Result(new BsonDocument("n", 1), existing: true, _new ? after ?? document : document);
        }

        private BsonDocument Insert(WriteScope scope)
        {
            byte[] inserted = UpdatedRecord.Upsert(scope, _database, _name, _update!.Insert(_options.Filter, scope.Moment()));
            BsonDocument result = Result(new BsonDocument("n", 1), existing: false, _new ? inserted : null);
            result["lastErrorObject"].AsBsonDocument.Add("upserted", BsonSlice.Field(inserted, "_id"u8).ToBsonValue());
            return result;
        }

        private BsonDocument Result(BsonDocument lastError, bool? existing, byte[]? value)
        {
            if (existing is { } updated && !_remove) lastError.Add("updatedExisting", updated);
            byte[]? projected = value is not null && _fields is not null ? _fields.Apply(value) : value;
            return new BsonDocument
            {
                { "lastErrorObject", lastError },
                { "value", projected is null ? BsonNull.Value : BsonMaterializer.Document(projected) },
            };
        }

        private static bool Flag(CommandContext context, string name) =>
            context.Body.TryGetValue(name, out BsonValue value) && (value.IsNumeric ? value.ToBoolean() : context.Boolean(name));
    }
}
