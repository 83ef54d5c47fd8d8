using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using Scim.Protocol.Errors;

namespace Scim.Tokens.Federations;

/// <summary>
/// The keys of issuers, remembered: read again when they are old, and for a key that they lack, but not again within a pause, so that nobody
/// makes this service ask an issuer often. While an issuer cannot be reached its keys stay good for a day.
/// </summary>
internal sealed class IssuerKeys(IssuerKeyReader reader, IOptions<FederationOptions> options, TimeProvider time)
{
    private const int MaxIssuers = 1_000;

    private static readonly TimeSpan GoodFor = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<(string Issuer, string JwksUri), Remembered> _issuers = new();

    /// <summary>An issuer's key; null where it has none of that id.</summary>
    /// <exception cref="ScimException">503: nobody knows at present.</exception>
    public async ValueTask<JsonWebKey?> FindAsync(string issuer, string jwksUri, string keyId, CancellationToken cancellationToken)
    {
        if (_issuers.Count >= MaxIssuers) _issuers.Clear();
        Remembered remembered = _issuers.GetOrAdd((issuer, jwksUri), static (id, keys) => new Remembered(keys, id.Issuer, id.JwksUri), this);
        Reading reading = await remembered.GetAsync(options.Value.KeysLifetime).WaitAsync(cancellationToken);
        if (Find(reading, keyId) is { } known) return known;

        reading = await remembered.GetAsync(options.Value.KeysPause).WaitAsync(cancellationToken);
        return Find(reading, keyId) ?? (reading.Failure is { } failure ? throw ScimException.Unavailable(options.Value.KeysPause, failure) : null);
    }

    private JsonWebKey? Find(Reading reading, string keyId) =>
        reading.Keys is { } keys && time.GetElapsedTime(reading.GoodAt) < GoodFor ? keys.GetValueOrDefault(keyId) : null;

    /// <summary>The last reading of an issuer's keys.</summary>
    /// <param name="Keys">What is known of them; null where they were never read.</param>
    /// <param name="GoodAt">When that was read.</param>
    /// <param name="At">When it was tried last.</param>
    /// <param name="Failure">Why that failed; null where it did not.</param>
    private sealed record Reading(IReadOnlyDictionary<string, JsonWebKey>? Keys, long GoodAt, long At, string? Failure);

    /// <summary>One issuer. Whoever comes while its keys are read waits for that reading.</summary>
    private sealed class Remembered(IssuerKeys keys, string issuer, string jwksUri)
    {
        private readonly Lock _lock = new();
        private Task<Reading>? _running;
        private Reading? _last;

        /// <summary>The last reading if it is not older than that, else a new one.</summary>
        public Task<Reading> GetAsync(TimeSpan age)
        {
            lock (_lock)
            {
                if (_running is { IsCompleted: false }) return _running;

                TimeSpan least = _last?.Failure is null ? age : keys.Pause;
                return _last is { } last && keys.Elapsed(last.At) < least ? Task.FromResult(last) : _running = ReadAsync();
            }
        }

        private async Task<Reading> ReadAsync()
        {
            long now = keys.Now;
            try
            {
                return _last = new Reading(await keys.ReadAsync(issuer, jwksUri), now, now, null);
            }
            catch (ScimException error)
            {
                return _last = new Reading(_last?.Keys, _last?.GoodAt ?? 0, now, error.Message);
            }
        }
    }

    private TimeSpan Pause => options.Value.KeysPause;

    private long Now => time.GetTimestamp();

    private TimeSpan Elapsed(long since) => time.GetElapsedTime(since);

    private Task<IReadOnlyDictionary<string, JsonWebKey>> ReadAsync(string issuer, string jwksUri) => reader.ReadAsync(issuer, jwksUri, CancellationToken.None);
}
