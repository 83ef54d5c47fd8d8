using Grpc.Core;
using Microsoft.IdentityModel.Tokens;
using Scim.Gateway.Clusters;
using Scim.Protocol.Errors;
using Scim.Protos.Tokens.V1;
using Scim.ServiceDefaults.Callers;

namespace Scim.Gateway.SigningKeys;

/// <summary>
/// The key set of TokenService, read again every five minutes, and for a key that it lacks at most every five seconds. While
/// TokenService is away the keys that are known stay good: they are published a day before they sign.
/// </summary>
internal sealed class KeySetCache(ClusterInvokers invokers, CallerKeys keys, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly SigningKeyService.SigningKeyServiceClient _client = new(invokers.Tokens.AsService("gateway", keys));
    private readonly SemaphoreSlim _reading = new(1, 1);
    private volatile Read? _read;

    /// <summary>The key set, at most about five minutes old while TokenService answers.</summary>
    /// <exception cref="ScimException">503: it was never read, and cannot be.</exception>
    public async ValueTask<KeySet> GetAsync(CancellationToken cancellationToken)
    {
        if (_read is { Set: { } known } read && time.GetElapsedTime(read.At) < Life) return known;
        return (await ReadAsync(Life, cancellationToken)).Set ?? throw Away();
    }

    /// <summary>The key set with a key of that id, if there is one at all.</summary>
    /// <returns>The set and the key; null where there is no such key.</returns>
    /// <exception cref="ScimException">503: nobody knows at present.</exception>
    public async ValueTask<(KeySet Set, JsonWebKey Key)?> FindAsync(string keyId, CancellationToken cancellationToken)
    {
        KeySet set = await GetAsync(cancellationToken);
        if (set.Keys.TryGetValue(keyId, out JsonWebKey? key)) return (set, key);

        Read read = await ReadAsync(Pause, cancellationToken);
        if (read.Set?.Keys.TryGetValue(keyId, out key) == true) return (read.Set, key);
        return read.IsGood ? null : throw Away();
    }

    public void Dispose() => _reading.Dispose();

    private static ScimException Away() => ScimException.Unavailable(Pause, "Tokens cannot be checked for the moment.");

    /// <summary>Reads the key set, unless that was tried within <paramref name="age"/>; whoever comes meanwhile waits for the answer.</summary>
    private async Task<Read> ReadAsync(TimeSpan age, CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            TimeSpan least = _read is { IsGood: false } ? Pause : age;
            if (_read is { } recent && time.GetElapsedTime(recent.At) < least) return recent;

            try
            {
                ListSigningKeysResponse answer = await _client.ListSigningKeysAsync(new ListSigningKeysRequest(), cancellationToken: CancellationToken.None);
                return _read = new Read(KeySet.Of(answer), IsGood: true, time.GetTimestamp());
            }
            catch (RpcException)
            {
                return _read = new Read(_read?.Set, IsGood: false, time.GetTimestamp());
            }
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>The last reading: what is known since, and whether it succeeded.</summary>
    private sealed record Read(KeySet? Set, bool IsGood, long At);
}
