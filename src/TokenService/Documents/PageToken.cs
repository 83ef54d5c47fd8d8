using System.Buffers.Text;
using System.Text;
using Scim.Protocol.Errors;

namespace Scim.Tokens.Documents;

/// <summary>The bounds of pages, and the key that a page ended with as an opaque token.</summary>
internal static class PageToken
{
    private const int DefaultSize = 100;
    private const int MaxSize = 1_000;

    public static int Size(int asked) => asked <= 0 ? DefaultSize : Math.Min(asked, MaxSize);

    public static string Write(string key) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(key));

    public static string? Read(string token)
    {
        if (token.Length == 0) return null;
        if (!Base64Url.IsValid(token)) throw ScimException.InvalidCursor("page_token is not one that this service gave out.");

        return Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token));
    }
}
