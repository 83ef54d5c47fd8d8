using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Scim.Conformance.Tests.Runs;

/// <summary>
/// What every answer of every case has to be: JSON of SCIM's media type, errors of RFC 7644 section 3.12 and nothing else
/// in them, resources whose version is the ETag and whose location is where they are.
/// </summary>
internal static class AnswerRules
{
    private const string Messages = "urn:ietf:params:scim:api:messages:2.0:";

    private const string ResourceTypeUrn = "urn:ietf:params:scim:schemas:core:2.0:ResourceType"; // schemaExtensions may be an empty array

    private static readonly string[] ErrorMembers = ["schemas", "status", "scimType", "detail"];

    // RFC 7644 table 9 with the statuses of table 8 that they belong to, and RFC 9865 section 2.1.
    private static readonly Dictionary<string, int> ScimTypes = new(StringComparer.Ordinal)
    {
        ["invalidFilter"] = 400, ["tooMany"] = 400, ["uniqueness"] = 409, ["mutability"] = 400, ["invalidSyntax"] = 400, ["invalidPath"] = 400,
        ["noTarget"] = 400, ["invalidValue"] = 400, ["invalidVers"] = 400, ["sensitive"] = 403,
        ["invalidCursor"] = 400, ["expiredCursor"] = 400, ["invalidCount"] = 400,
    };

    /// <summary>The rule that an answer breaks; null for none.</summary>
    public static string? Broken(HttpResponseMessage response, JsonNode? body, string tenantUrl)
    {
        int status = (int)response.StatusCode;
        if (body is null) return status >= 400 && response.RequestMessage!.Method != HttpMethod.Head ? "The error has no body." : null;
        if (response.Content.Headers.ContentType?.MediaType != "application/scim+json") return $"The media type is {response.Content.Headers.ContentType}.";
        if (body is not JsonObject members) return "The body is no object.";
        if (status >= 400) return BrokenError(status, members);

        string schema = members["schemas"] is JsonArray { Count: > 0 } schemas ? (string)schemas[0]! : "";
        if (schema == Messages + "ListResponse") return BrokenList(members, tenantUrl);
        return schema.StartsWith(Messages, StringComparison.Ordinal) ? null : BrokenResource(members, tenantUrl) ?? BrokenHeaders(response, members);
    }

    private static string? BrokenError(int status, JsonObject error)
    {
        if (error["schemas"] is not JsonArray { Count: 1 } schemas || (string)schemas[0]! != Messages + "Error") return "An error has the schema of errors.";
        if (error["status"]?.GetValueKind() != JsonValueKind.String || (string)error["status"]! != status.ToString(CultureInfo.InvariantCulture)) return "The status is not the HTTP status as a string.";
        if (error.Select(member => member.Key).FirstOrDefault(name => !ErrorMembers.Contains(name)) is { } other) return $"An error has no member {other}.";
        if (error["scimType"] is { } type && (!ScimTypes.TryGetValue((string)type!, out int of) || of != status)) return $"{type} is no scimType of {status}.";
        return error["detail"]?.GetValueKind() == JsonValueKind.String ? null : "The detail is no string.";
    }

    private static string? BrokenList(JsonObject list, string tenantUrl)
    {
        foreach (string name in (string[])["totalResults", "startIndex", "itemsPerPage"])
        {
            if (list[name] is { } number && !long.TryParse(number.ToJsonString(), NumberStyles.None, CultureInfo.InvariantCulture, out _)) return $"{name} is no integer.";
        }

        if (list["Resources"] is not JsonArray resources) return "Resources is no array.";
        if ((int?)list["itemsPerPage"] != resources.Count) return "itemsPerPage is not the number of resources.";
        return resources.Select(item => BrokenResource(item!.AsObject(), tenantUrl)).FirstOrDefault(broken => broken is not null);
    }

    private static string? BrokenResource(JsonObject resource, string tenantUrl)
    {
        if (resource["schemas"] is not JsonArray { Count: > 0 } schemas) return "A resource has no schemas.";
        if (resource.Select(member => member.Key).FirstOrDefault(name => name.StartsWith("urn:", StringComparison.Ordinal) && !schemas.Any(urn => (string)urn! == name)) is { } missing)
        {
            return $"schemas does not name {missing}.";
        }

        bool empty = resource.Any(member => member.Value is null or JsonArray { Count: 0 });
        if (empty && (string)schemas[0]! != ResourceTypeUrn) return "Something is unassigned, and yet there.";
        string? id = (string?)resource["id"];
        return resource["meta"]?["location"] is { } location && id is not null && !((string)location!).StartsWith(tenantUrl + "/", StringComparison.Ordinal)
            ? $"{location} is not below the Tenant URL."
            : null;
    }

    private static string? BrokenHeaders(HttpResponseMessage response, JsonObject resource)
    {
        if (resource["meta"] is not { } meta) return null;
        if (meta["version"] is { } version && response.Headers.ETag?.ToString() != (string)version!) return "The ETag is not meta.version.";
        return response.Headers.Location is { } location && meta["location"] is { } own && location.OriginalString != (string)own!
            ? "The Location is not meta.location."
            : null;
    }
}
