using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Options;
using MongoDB.Bson;
using MongoDB.Driver;
using Scim.Protos.Common.V1;
using Scim.Protos.Tokens.V1;
using Scim.Tokens.Documents;

namespace Scim.Tokens.Removal;

/// <summary>
/// How far the removal of each deleted tenant is, and who works on it until when. A tenant's state is what asks for the
/// removal; a document here begins when somebody takes it, so that a crash in between loses nothing.
/// </summary>
internal sealed class RemovalJournal(TokenDatabase database, IOptions<RemovalOptions> options, TimeProvider time)
{
    private const string Parts = "parts";
    private const int DuplicateKey = 11000;

    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(15);

    private IMongoCollection<BsonDocument> Removals => database.TenantRemovals;

    /// <summary>Takes the removal of one of some tenants, if nobody works on it.</summary>
    public async Task<(string TenantId, TenantRemoval Removal)?> TakeAsync(IEnumerable<string> tenantIds, string holder, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        foreach (string tenantId in tenantIds)
        {
            BsonDocument due = ById(tenantId).Add("until", new BsonDocument("$lte", Date(now)));
            var update = new BsonDocument
            {
                { "$set", new BsonDocument { { "holder", holder }, { "taken", Date(now) }, { "until", Date(now + Hold) } } },
                { "$setOnInsert", new BsonDocument("started", Date(now)) },
            };
            try
            {
                BsonDocument taken = await Removals.FindOneAndUpdateAsync<BsonDocument>(
                    due, update, new FindOneAndUpdateOptions<BsonDocument> { IsUpsert = true, ReturnDocument = ReturnDocument.After }, cancellationToken);
                return (tenantId, Read(taken));
            }
            catch (MongoCommandException error) when (error.Code == DuplicateKey)
            {
                // Somebody works on it, or it is not due yet.
            }
        }

        return null;
    }

    /// <summary>What is held; null where it is not the holder's any more.</summary>
    public async Task<TenantRemoval?> HeldAsync(string tenantId, string holder, CancellationToken cancellationToken) =>
        await Removals.Find(Held(tenantId, holder)).FirstOrDefaultAsync(cancellationToken) is { } document ? Read(document) : null;

    /// <summary>Keeps what was removed and holds on.</summary>
    /// <param name="tenantId">The tenant.</param>
    /// <param name="holder">Who works on it.</param>
    /// <param name="requestId">Names the call, so that a retry counts nothing twice.</param>
    /// <param name="parts">What was removed since.</param>
    /// <param name="nothingLeft">Whether this round found nothing.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How far it is, and whether it goes on at once; null where another has it.</returns>
    public async Task<(TenantRemoval Removal, bool Again)?> KeepAsync(
        string tenantId, string holder, string requestId, IEnumerable<RemovedPart> parts, bool nothingLeft, CancellationToken cancellationToken)
    {
        if (await Removals.Find(Held(tenantId, holder)).FirstOrDefaultAsync(cancellationToken) is not { } before) return null;
        if (before.GetValue("request", "") == requestId) return (Read(before), true);

        DateTimeOffset now = time.GetUtcNow(), settled = Time(before, "started") + options.Value.Settling;
        bool finished = nothingLeft && Time(before, "taken") >= settled;
        var set = new BsonDocument { { "request", requestId }, { "until", Date(nothingLeft && settled > now ? settled : nothingLeft ? now : now + Hold) } };
        if (finished) set.Add("finished", Date(now));
        var update = new BsonDocument("$set", set);
        BsonDocument counts = Counts(parts);
        if (counts.ElementCount > 0) update.Add("$inc", counts);
        BsonDocument? after = await Removals.FindOneAndUpdateAsync<BsonDocument>(
            Held(tenantId, holder), update, new FindOneAndUpdateOptions<BsonDocument> { ReturnDocument = ReturnDocument.After }, cancellationToken);
        return after is null ? null : (Read(after), !nothingLeft);
    }

    /// <summary>How far the removals of some tenants are.</summary>
    public async Task<Dictionary<string, TenantRemoval>> FindAsync(IReadOnlyCollection<string> tenantIds, CancellationToken cancellationToken)
    {
        if (tenantIds.Count == 0) return [];
        var these = new BsonDocument("_id", new BsonDocument("$in", new BsonArray(tenantIds)));
        List<BsonDocument> found = await Removals.Find(these).ToListAsync(cancellationToken);
        return found.ToDictionary(document => document["_id"].AsString, Read, StringComparer.Ordinal);
    }

    private static BsonDocument ById(string tenantId) => new("_id", tenantId);

    private static BsonDocument Held(string tenantId, string holder) => ById(tenantId).Add("holder", holder);

    private static BsonDateTime Date(DateTimeOffset at) => new(at.UtcDateTime);

    private static DateTimeOffset Time(BsonDocument document, string name) => document[name].ToUniversalTime();

    private static BsonDocument Counts(IEnumerable<RemovedPart> parts)
    {
        var counts = new BsonDocument();
        foreach (IGrouping<string, RemovedPart> kind in parts.GroupBy(part => part.Kind, StringComparer.Ordinal))
        {
            counts.Add($"{Parts}.{kind.Key}.removed", kind.Sum(part => part.Removed));
            counts.Add($"{Parts}.{kind.Key}.total", kind.Sum(part => part.Total));
        }

        return counts;
    }

    private static TenantRemoval Read(BsonDocument document)
    {
        var removal = new TenantRemoval { Started = Timestamp.FromDateTimeOffset(Time(document, "started")) };
        if (document.Contains("finished")) removal.Finished = Timestamp.FromDateTimeOffset(Time(document, "finished"));
        foreach (BsonElement part in document.GetValue(Parts, new BsonDocument()).AsBsonDocument)
        {
            removal.Parts.Add(new RemovedPart { Kind = part.Name, Removed = part.Value["removed"].ToInt64(), Total = part.Value["total"].ToInt64() });
        }

        return removal;
    }
}
