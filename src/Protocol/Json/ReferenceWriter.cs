using System.Text;
using System.Text.Json;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Json;

/// <summary>Writes the absolute URIs of resources, which follow from the base URL, the type and the id.</summary>
public static class ReferenceWriter
{
    private const int StackLimit = 512;

    /// <summary>Writes base URL + endpoint + "/" + id as the next value.</summary>
    public static void Write(Utf8JsonWriter writer, string baseUrl, string endpoint, string id)
    {
        int length = baseUrl.Length + endpoint.Length + 1 + id.Length;
        if (length > StackLimit)
        {
            writer.WriteStringValue($"{baseUrl}{endpoint}/{id}");
            return;
        }

        Span<char> text = stackalloc char[length];
        baseUrl.CopyTo(text);
        endpoint.CopyTo(text[baseUrl.Length..]);
        text[baseUrl.Length + endpoint.Length] = '/';
        id.CopyTo(text[(length - id.Length)..]);
        writer.WriteStringValue(text);
    }

    /// <summary>Writes base URL + endpoint + "/" + an id in UTF-8 as the next value.</summary>
    public static void Write(Utf8JsonWriter writer, string baseUrl, string endpoint, ReadOnlySpan<byte> id)
    {
        int length = Encoding.UTF8.GetMaxByteCount(baseUrl.Length + endpoint.Length) + 1 + id.Length;
        if (length > StackLimit)
        {
            writer.WriteStringValue($"{baseUrl}{endpoint}/{Encoding.UTF8.GetString(id)}");
            return;
        }

        Span<byte> text = stackalloc byte[length];
        int end = Encoding.UTF8.GetBytes(baseUrl, text);
        end += Encoding.UTF8.GetBytes(endpoint, text[end..]);
        text[end++] = (byte)'/';
        id.CopyTo(text[end..]);
        writer.WriteStringValue(text[..(end + id.Length)]);
    }

    /// <summary>The endpoint that a <c>$ref</c> names: that of the type in the sibling <c>type</c>, else the one it refers to.</summary>
    public static string Endpoint(ScimAttribute complex, ScimAttribute reference, object owner)
    {
        ScimAttribute? type = complex.SubAttributes.Find("type"u8);
        return Endpoint(reference, type is not null && type.Accessor.IsAssigned(owner) ? type.Accessor.GetString(owner) : null);
    }

    /// <summary>The endpoint that a <c>$ref</c> names beside a <c>type</c>, which may be missing.</summary>
    public static string Endpoint(ScimAttribute reference, string? type) =>
        (type is null ? null : ScimResourceTypes.Find(type)?.Endpoint) ?? ScimResourceTypes.Find(reference.RefersTo)?.Endpoint ?? $"/{reference.RefersTo}s";
}
