using MongoDB.Bson;
using MongoDB.Bson.Serialization;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Storage;

namespace Scim.EmbeddedMongo.Sessions;

/// <summary>
/// What the statements of a retryable write (or a committed transaction) came to, stored in the same commit as the
/// writes, so that a retry answers the same and applies nothing, also after a restart.
/// </summary>
internal sealed class StatementOutcomes(long number, BsonDocument outcomes)
{
    private const string Committed = "committed";

    public long Number => number;

    public bool IsCommittedTransaction => outcomes.Contains(Committed);

    public static StatementOutcomes Empty(long number) => new(number, []);

    public static StatementOutcomes Transaction(long number) => new(number, new BsonDocument(Committed, true));

    /// <summary>The outcomes of the session as stored, or null.</summary>
    public static StatementOutcomes? Load(WriterTables tables, Guid session)
    {
        Statement row = tables.Prepare("SELECT txn, body FROM outcomes WHERE lsid=?1").Bind(1, session.ToByteArray());
        StatementOutcomes? outcomes = row.Step()
            ? new StatementOutcomes(row.Int64(0), BsonSerializer.Deserialize<BsonDocument>(row.Blob(1).ToArray()))
            : null;
        row.Reset();
        return outcomes;
    }

    public BsonDocument? Find(int statement) => outcomes.GetValue(Name(statement), null)?.AsBsonDocument;

    public StatementOutcomes With(IEnumerable<KeyValuePair<int, BsonDocument>> added)
    {
        var all = new BsonDocument(outcomes);
        foreach ((int statement, BsonDocument outcome) in added) all[Name(statement)] = outcome;
        return new StatementOutcomes(number, all);
    }

    public void Save(WriterTables tables, Guid session, long now) =>
        tables.Prepare("INSERT OR REPLACE INTO outcomes(lsid, txn, at, body) VALUES(?1, ?2, ?3, ?4)")
            .Bind(1, session.ToByteArray()).Bind(2, number).Bind(3, now).Bind(4, outcomes.ToBytes()).Run();

    private static string Name(int statement) => statement.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
