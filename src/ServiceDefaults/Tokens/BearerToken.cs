using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Scim.ServiceDefaults.Tokens;

/// <summary>
/// A long-lived token: <c>scim_&lt;id&gt;_&lt;secret&gt;&lt;checksum&gt;</c>. The id is 24 hexadecimal digits and no secret; the secret is 43
/// characters of base 62, 256 bits; the checksum of 6 characters lets a mistyped token be refused without a look-up,
/// and scanners for leaked secrets be sure.
/// </summary>
public sealed class BearerToken
{
    private const string Prefix = "scim_";
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int IdLength = 24;
    private const int SecretLength = 43;
    private const int ChecksumLength = 6;
    private const int Length = 5 + IdLength + 1 + SecretLength + ChecksumLength;

    private static readonly SearchValues<char> IdCharacters = SearchValues.Create("0123456789abcdef");
    private static readonly SearchValues<char> SecretCharacters = SearchValues.Create(Alphabet);

    private readonly string _secret;

    private BearerToken(string id, string secret)
    {
        Id = id;
        _secret = secret;
    }

    /// <summary>The token's identifier.</summary>
    public string Id { get; }

    /// <summary>The last four characters of the token, for display.</summary>
    public string LastFour => Value[^4..];

    /// <summary>The token itself. Never log it.</summary>
    public string Value
    {
        get
        {
            string rest = $"{Prefix}{Id}_{_secret}";
            return rest + Checksum(rest);
        }
    }

    /// <summary>SHA-256 of the secret: what is sent to be checked, and what is stored.</summary>
    public byte[] SecretSha256()
    {
        Span<byte> secret = stackalloc byte[SecretLength];
        return SHA256.HashData(secret[..Encoding.ASCII.GetBytes(_secret, secret)]);
    }

    /// <summary>A new token.</summary>
    public static BearerToken Create() => CreateFor(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdLength / 2)));

    /// <summary>A new secret for a token's id.</summary>
    public static BearerToken CreateFor(string id) => new(id, RandomNumberGenerator.GetString(Alphabet, SecretLength));

    /// <summary>Reads a token; false for what cannot be one.</summary>
    public static bool TryParse(string? value, [NotNullWhen(true)] out BearerToken? token)
    {
        token = null;
        if (value is not { Length: Length } || !value.StartsWith(Prefix, StringComparison.Ordinal)) return false;

        ReadOnlySpan<char> id = value.AsSpan(Prefix.Length, IdLength), secret = value.AsSpan(Prefix.Length + IdLength + 1, SecretLength);
        if (value[Prefix.Length + IdLength] != '_' || id.ContainsAnyExcept(IdCharacters) || secret.ContainsAnyExcept(SecretCharacters)) return false;
        if (!value.AsSpan().EndsWith(Checksum(value.AsSpan(0, Length - ChecksumLength)))) return false;

        token = new BearerToken(id.ToString(), secret.ToString());
        return true;
    }

    /// <summary>The token without its secret.</summary>
    public override string ToString() => $"{Prefix}{Id}_…";

    // Of everything before it.
    private static string Checksum(ReadOnlySpan<char> rest)
    {
        Span<byte> octets = stackalloc byte[Length - ChecksumLength], hash = stackalloc byte[SHA256.HashSizeInBytes];
        Encoding.ASCII.GetBytes(rest, octets);
        SHA256.HashData(octets, hash);
        return string.Create(ChecksumLength, BitConverter.ToUInt32(hash), static (characters, number) =>
        {
            for (int i = characters.Length - 1; i >= 0; i--)
            {
                characters[i] = Alphabet[(int)(number % 62)];
                number /= 62;
            }
        });
    }
}
