using System.Text.Json;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Json;

/// <summary>Writes the absolute URIs of resources, which follow from the base URL, the type and the id.</summary>
internal static class ReferenceWriter
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

    /// <summary>The endpoint that a <c>$ref</c> names: that of the type in the sibling <c>type</c>, else the one it refers to.</summary>
    public static string Endpoint(ScimAttribute complex, ScimAttribute reference, object owner)
    {
        if (complex.SubAttributes.Find("type"u8) is { } type && type.Accessor.IsAssigned(owner)
            && ScimResourceTypes.Find(type.Accessor.GetString(owner)) is { } named)
        {
            return named.Endpoint;
        }

        return ScimResourceTypes.Find(reference.RefersTo)?.Endpoint ?? $"/{reference.RefersTo}s";
    }
}
