using System.Collections.Concurrent;
using Google.Protobuf.WellKnownTypes;
using MongoDB.Bson;
using MongoDB.Driver;
using Scim.Tokens.Documents;

namespace Scim.Tokens.Tokens;

/// <summary>When tokens and secrets were last used: noted in memory, written together every ten seconds and when the process stops.</summary>
internal sealed partial class TokenUses(TokenDatabase database, TimeProvider time, ILogger<TokenUses> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Life = TimeSpan.FromDays(3 * 366);

    private readonly ConcurrentDictionary<(string TenantId, string TokenId), DateTimeOffset> _noted = new();

    public void Note(string tenantId, string tokenId, DateTimeOffset at) => _noted[(tenantId, tokenId)] = at;

    /// <summary>Sets last_used of tokens of one tenant.</summary>
    public async Task FillAsync(string tenantId, IReadOnlyCollection<Protos.Tokens.V1.Token> tokens, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, DateTime> uses = await FindAsync(tenantId, [.. tokens.Select(token => token.Id)], cancellationToken);
        foreach (Protos.Tokens.V1.Token token in tokens)
        {
            if (uses.TryGetValue(token.Id, out DateTime used)) token.LastUsed = Timestamp.FromDateTime(used);
        }
    }

    /// <summary>Sets last_used of the secrets of OAuth clients of one tenant.</summary>
    public async Task FillAsync(string tenantId, IReadOnlyCollection<Protos.Tokens.V1.Connection> connections, CancellationToken cancellationToken)
    {
        Protos.Tokens.V1.ClientSecret[] secrets = [.. connections.SelectMany(connection => connection.OauthClients).SelectMany(client => client.Secrets)];
        IReadOnlyDictionary<string, DateTime> uses = await FindAsync(tenantId, [.. secrets.Select(secret => secret.Id)], cancellationToken);
        foreach (Protos.Tokens.V1.ClientSecret secret in secrets)
        {
            if (uses.TryGetValue(secret.Id, out DateTime used)) secret.LastUsed = Timestamp.FromDateTime(used);
        }
    }

    private async Task<IReadOnlyDictionary<string, DateTime>> FindAsync(string tenantId, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        var filter = new BsonDocument { { "tenant_id", tenantId }, { "_id", new BsonDocument("$in", new BsonArray(ids)) } };
        List<BsonDocument> found = ids.Count == 0 ? [] : await database.TokenUses.Find(filter).ToListAsync(cancellationToken);
        Dictionary<string, DateTime> uses = found.ToDictionary(use => use["_id"].AsString, use => use["at"].ToUniversalTime(), StringComparer.Ordinal);
        foreach (string id in ids)
        {
            if (_noted.TryGetValue((tenantId, id), out DateTimeOffset noted)) uses[id] = noted.UtcDateTime;
        }

        return uses;
    }

    /// <summary>Writes what was noted.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        KeyValuePair<(string TenantId, string TokenId), DateTimeOffset>[] uses = [.. _noted];
        if (uses.Length == 0) return;

        var writes = uses.Select(use => new UpdateOneModel<BsonDocument>(
            new BsonDocument { { "tenant_id", use.Key.TenantId }, { "_id", use.Key.TokenId } },
            Builders<BsonDocument>.Update
                .Max("at", new BsonDateTime(use.Value.UtcDateTime))
                .Set("purge_at", new BsonDateTime((use.Value + Life).UtcDateTime)))
        { IsUpsert = true });
        await database.TokenUses.BulkWriteAsync(writes, new BulkWriteOptions { IsOrdered = false }, cancellationToken);
        foreach (KeyValuePair<(string, string), DateTimeOffset> use in uses) _noted.TryRemove(use); // a later use stays
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryFlushAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await TryFlushAsync(stoppingToken);
    }

    private async Task TryFlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            await FlushAsync(cancellationToken);
        }
        catch (Exception error) when (error is MongoException or TimeoutException)
        {
            Log.NotWritten(logger, error, _noted.Count);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4101, LogLevel.Warning, "When {Count} tokens were last used could not be written; it is tried again")]
        public static partial void NotWritten(ILogger logger, Exception error, int count);
    }
}
