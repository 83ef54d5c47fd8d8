using System.Globalization;
using System.Text.Json;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;
using Scim.Protocol.Schema;
using Scim.Protos.Common.V1;

namespace Scim.Gateway.Endpoints;

/// <summary>The parameters of a query, from a URL (RFC 7644 section 3.4.2) or from the body of a search (section 3.4.3).</summary>
/// <param name="Query">Which resources, in which order, how many.</param>
/// <param name="Attributes">The names to return; empty for the default.</param>
/// <param name="ExcludedAttributes">The names not to return.</param>
internal sealed record QueryParameters(ListQuery Query, IReadOnlyList<string> Attributes, IReadOnlyList<string> ExcludedAttributes)
{
    /// <summary>The schema of a SearchRequest.</summary>
    public const string Schema = "urn:ietf:params:scim:api:messages:2.0:SearchRequest";

    /// <summary>What answers have of a type's resources.</summary>
    public Projection Projection(ScimResourceType type) => Protocol.Json.Projection.Create(type, Attributes, ExcludedAttributes);

    /// <summary>Reads a URL's.</summary>
    public static QueryParameters FromUrl(ScimRequest request, int maxFilterLength)
    {
        var query = new ListQuery
        {
            Filter = Filter(request.Query("filter"), maxFilterLength),
            SortBy = request.Query("sortBy").Trim(),
            SortOrder = Order(request.Query("sortOrder")),
            StartIndex = Number("startIndex", request.Query("startIndex")) ?? 1,
        };
        if (request.Http.Request.Query.ContainsKey("cursor")) query.Cursor = request.Query("cursor");
        SetCount(query, request.Query("count"));
        return new QueryParameters(
            query,
            Protocol.Json.Projection.ParseNames(request.Query("attributes")),
            Protocol.Json.Projection.ParseNames(request.Query("excludedAttributes")));
    }

    /// <summary>Reads a SearchRequest; unknown members are passed over.</summary>
    public static QueryParameters FromBody(ReadOnlyMemory<byte> json, int maxFilterLength)
    {
        using JsonDocument document = Parse(json);
        if (document.RootElement.ValueKind != JsonValueKind.Object) throw ScimException.InvalidSyntax("A search is a JSON object.");

        var query = new ListQuery { StartIndex = 1 };
        string count = "";
        IReadOnlyList<string> attributes = [], excluded = [];
        foreach (JsonProperty member in document.RootElement.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Null) continue;
            switch (member.Name.ToUpperInvariant())
            {
                case "FILTER":
                    query.Filter = Filter(Text(member), maxFilterLength);
                    break;
                case "SORTBY":
                    query.SortBy = Text(member).Trim();
                    break;
                case "SORTORDER":
                    query.SortOrder = Order(Text(member));
                    break;
                case "STARTINDEX":
                    query.StartIndex = Number(member.Name, Text(member)) ?? 1;
                    break;
                case "COUNT":
                    count = Text(member);
                    break;
                case "CURSOR":
                    query.Cursor = Text(member);
                    break;
                case "ATTRIBUTES":
                    attributes = Names(member);
                    break;
                case "EXCLUDEDATTRIBUTES":
                    excluded = Names(member);
                    break;
            }
        }

        SetCount(query, count);
        return new QueryParameters(query, attributes, excluded);
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonDocument.Parse(json);
        }
        catch (JsonException cause)
        {
            throw ScimException.InvalidSyntax("The search is not JSON.", cause);
        }
    }

    private static string Text(JsonProperty member) => member.Value.ValueKind switch
    {
        JsonValueKind.String => member.Value.GetString()!,
        JsonValueKind.Number => member.Value.GetRawText(),
        _ => throw ScimException.InvalidSyntax($"{member.Name} of a search is a string or a number."),
    };

    private static IReadOnlyList<string> Names(JsonProperty member) => member.Value.ValueKind switch
    {
        JsonValueKind.Array => [.. member.Value.EnumerateArray().Where(name => name.ValueKind == JsonValueKind.String).Select(name => name.GetString()!.Trim())],
        _ => Protocol.Json.Projection.ParseNames(Text(member)),
    };

    private static string Filter(string text, int maxLength) => text.Length <= maxLength
        ? text.Trim()
        : throw ScimException.InvalidFilter($"The filter has more than {maxLength} characters.");

    private static SortOrder Order(string text) => text.ToUpperInvariant() switch
    {
        "" => SortOrder.Unspecified,
        "ASCENDING" => SortOrder.Ascending,
        "DESCENDING" => SortOrder.Descending,
        _ => throw ScimException.InvalidValue("sortOrder is ascending or descending."),
    };

    private static void SetCount(ListQuery query, string text)
    {
        try
        {
            if (Number("count", text) is { } count) query.Count = Math.Max(0, count);
        }
        catch (ScimException notANumber) when (query.HasCursor)
        {
            throw ScimException.InvalidCount(notANumber.Detail); // RFC 9865 section 2.1
        }
    }

    private static int? Number(string name, string text)
    {
        if (text.Length == 0) return null;
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            ? (int)Math.Clamp(number, int.MinValue, int.MaxValue)
            : throw ScimException.InvalidValue($"{name} is a whole number.");
    }
}
