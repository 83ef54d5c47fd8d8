using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Scim.Tokens.SigningKeys;

/// <summary>Signs JWTs (RFC 7519) with the current key.</summary>
internal sealed class TokenSigner(SigningKeyRing keys, IOptions<SigningKeyOptions> options, TimeProvider time)
{
    private static readonly JsonWebTokenHandler Handler = new();

    /// <summary>The claims that the signer itself adds.</summary>
    public static IReadOnlySet<string> Own { get; } = new HashSet<string>(StringComparer.Ordinal) { "iss", "iat", "nbf", "exp", "jti" };

    /// <summary>What the JWTs name as their issuer.</summary>
    public string Issuer => options.Value.Issuer;

    /// <summary>Signs a JWT that is valid from now on.</summary>
    /// <param name="type">The header <c>typ</c>, which tells kinds of JWTs apart (RFC 8725 section 3.11).</param>
    /// <param name="lifetime">How long it is valid, in whole seconds.</param>
    /// <param name="claims">Writes the claims beside those that the signer adds.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<SignedToken> SignAsync(string type, TimeSpan lifetime, Action<Utf8JsonWriter> claims, CancellationToken cancellationToken)
    {
        SigningCredentials credentials = await keys.GetCurrentAsync(cancellationToken);
        var issued = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());
        var id = Guid.CreateVersion7(issued).ToString();
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("iss", Issuer);
            writer.WriteNumber("iat", issued.ToUnixTimeSeconds());
            writer.WriteNumber("nbf", issued.ToUnixTimeSeconds());
            writer.WriteNumber("exp", (issued + lifetime).ToUnixTimeSeconds());
            writer.WriteString("jti", id);
            claims(writer);
            writer.WriteEndObject();
        }

        var header = new Dictionary<string, object> { [JwtHeaderParameterNames.Typ] = type };
        return new SignedToken(Handler.CreateToken(Encoding.UTF8.GetString(buffer.WrittenSpan), credentials, header), id, issued + lifetime);
    }
}
