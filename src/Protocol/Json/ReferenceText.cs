using System.Text;

namespace Scim.Protocol.Json;

/// <summary>The identifier in a <c>$ref</c>, for clients that send the reference and not the value.</summary>
internal static class ReferenceText
{
    /// <summary>
    /// The last segment of a URI's path, for example the id in <c>https://example.com/v2/Users/2819c223</c>; null where
    /// there is none. Takes the bytes as they stand in the JSON string.
    /// </summary>
    public static string? LastSegment(ReadOnlySpan<byte> uri)
    {
        int end = uri.IndexOfAny((byte)'?', (byte)'#');
        uri = (end < 0 ? uri : uri[..end]).TrimEnd((byte)'/');
        ReadOnlySpan<byte> segment = uri[(uri.LastIndexOf((byte)'/') + 1)..];
        return segment.IsEmpty || segment.Contains((byte)'\\') ? null : Uri.UnescapeDataString(Encoding.UTF8.GetString(segment));
    }
}
