using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Scim.Protocol.Errors;

namespace Scim.Protocol.Paging;

/// <summary>
/// Cursors of RFC 9865: what the next page begins after, bound to the list that it was given out for by a digest. A
/// cursor names a place only; every page is read within the caller's tenant whatever the cursor says.
/// </summary>
public static class PageCursor
{
    private const int DigestLength = 12;

    /// <summary>The cursor of the page behind a place.</summary>
    public static string Of(string list, string place)
    {
        byte[] text = Encoding.UTF8.GetBytes(place);
        return Base64Url.EncodeToString([.. Digest(list, text), .. text]);
    }

    /// <summary>The place of a cursor; null for the first page.</summary>
    /// <exception cref="ScimException">400 invalidCursor: it was not given out for this list.</exception>
    public static string? Read(string list, string cursor)
    {
        if (cursor.Length == 0) return null;
        byte[] bytes = new byte[cursor.Length];
        if (!Base64Url.IsValid(cursor)
            || !Base64Url.TryDecodeFromChars(cursor, bytes, out int length)
            || length <= DigestLength
            || !Digest(list, bytes.AsSpan(DigestLength, length - DigestLength)).AsSpan().SequenceEqual(bytes.AsSpan(0, DigestLength)))
        {
            throw ScimException.InvalidCursor("The cursor was not given out for this list.");
        }

        return Encoding.UTF8.GetString(bytes, DigestLength, length - DigestLength);
    }

    private static byte[] Digest(string list, ReadOnlySpan<byte> place) =>
        SHA256.HashData([.. Encoding.UTF8.GetBytes(list), 0, .. place])[..DigestLength];
}
