using System.Text.Json;
using Scim.Protos.Common.V1;

namespace Scim.Gateway.ProvisioningLog;

/// <summary>The attributes that a PATCH operation names: by its path, or by the names in its value.</summary>
internal static class ChangedNames
{
    private const int LongestName = 200;

    /// <summary>The names without values: a value filter in a path is left out, because it may hold personal data.</summary>
    public static IEnumerable<string> Of(PatchOperation operation)
    {
        if (operation.Path.Length > 0) return [Trimmed(WithoutFilter(operation.Path))];
        return operation.ValueJson.IsEmpty ? [] : InValue(operation.ValueJson.Span);
    }

    private static List<string> InValue(ReadOnlySpan<byte> json)
    {
        var names = new List<string>();
        var reader = new Utf8JsonReader(json);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1) names.Add(Trimmed(WithoutFilter(reader.GetString()!)));
            }
        }
        catch (JsonException)
        {
            // the request is refused for it by whoever reads the value
        }

        return names;
    }

    private static string WithoutFilter(string path)
    {
        int begin = path.IndexOf('[', StringComparison.Ordinal), end = path.LastIndexOf(']');
        return begin < 0 || end < begin ? path : string.Concat(path.AsSpan(0, begin), path.AsSpan(end + 1));
    }

    private static string Trimmed(string name) => name.Length > LongestName ? name[..LongestName] : name;
}
