using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Scim.Admin.SignIn;

/// <summary>
/// One-time codes that let an operator in where no OpenID provider is configured. A code is good once and for
/// 15 minutes, in this process only; just its hash is kept. It travels in a URL's fragment, which no server sees.
/// </summary>
public sealed class SignInLinks(TimeProvider time)
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(15);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _codes = new(StringComparer.Ordinal);

    /// <summary>A new link for the console that <paramref name="gateway"/> serves.</summary>
    /// <param name="gateway">The gateway's URL without a slash at its end.</param>
    public string Create(string gateway)
    {
        foreach ((string old, DateTimeOffset end) in _codes)
        {
            if (end <= time.GetUtcNow()) _codes.TryRemove(old, out _);
        }

        string code = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        _codes[Hash(code)] = time.GetUtcNow() + Life;
        return $"{gateway}{ConsoleOptions.PathBase}/sign-in#{code}";
    }

    /// <summary>Whether a code is good. It is not good again.</summary>
    public bool Redeem(string code) => _codes.TryRemove(Hash(code), out DateTimeOffset end) && end > time.GetUtcNow();

    private static string Hash(string code) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(code)));
}
