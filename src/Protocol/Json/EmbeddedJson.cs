using System.Text.Json;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Json;

/// <summary>Tells a JSON object that a client put inside a string (Entra's roles) from a string that begins with a brace.</summary>
internal static class EmbeddedJson
{
    /// <summary>Whether the text is one JSON object that has the attribute's sub-attribute <c>value</c>.</summary>
    public static bool IsObjectWith(ReadOnlySpan<byte> json, ScimAttribute attribute)
    {
        if (attribute.Value is not { } value)
        {
            return false;
        }

        var reader = new Utf8JsonReader(json);
        bool found = false;
        try
        {
            while (reader.Read())
            {
                found |= reader.TokenType == JsonTokenType.PropertyName
                    && reader.CurrentDepth == 1
                    && !reader.ValueIsEscaped
                    && attribute.SubAttributes.Find(reader.ValueSpan) == value;
            }
        }
        catch (JsonException)
        {
            return false; // A string that begins with a brace is still a string.
        }

        return found;
    }
}
