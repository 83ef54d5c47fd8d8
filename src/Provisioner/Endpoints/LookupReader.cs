using System.Text.Json;

namespace Scim.Provisioning.Endpoints;

/// <summary>Reads the answers to lookups and reads as strictly as Entra does.</summary>
internal static class LookupReader
{
    /// <summary>The resources of a ListResponse. A lookup of what does not exist is 200 with none, never 404.</summary>
    public static IReadOnlyList<JsonElement> List(ScimReply reply)
    {
        if (reply.Status == 404)
        {
            throw new EndpointException(
                FailureCode.EndpointNotFound, "A lookup was answered with 404; it has to be 200 with an empty ListResponse. " + reply.Detail, 404);
        }

        if (!reply.IsSuccess) throw reply.ToFailure();
        if (reply.Body is not { ValueKind: JsonValueKind.Object } body || !IsListResponse(body))
            throw EndpointException.Incompatible("The answer to a lookup is not a ListResponse.", reply.Status);

        if (!body.TryGetProperty("totalResults", out JsonElement total) || !total.TryGetInt32(out int count))
            throw EndpointException.Incompatible("totalResults of the ListResponse is not an integer.", reply.Status);

        JsonElement[] found = body.TryGetProperty("Resources", out JsonElement list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray()]
            : [];
        if (found.Length > 1 || count > 1)
            throw new EndpointException(FailureCode.DuplicateTargetEntries, $"The lookup found {Math.Max(count, found.Length)} objects.", reply.Status);

        return found;
    }

    /// <summary>The id of a resource.</summary>
    public static string Id(JsonElement? resource, int status) =>
        resource is { ValueKind: JsonValueKind.Object } item && item.TryGetProperty("id", out JsonElement id)
        && id.ValueKind == JsonValueKind.String && id.GetString() is { Length: > 0 } text
            ? text
            : throw EndpointException.Incompatible("The answer has no id.", status);

    /// <summary>A group that comes with its members although they were excluded stops Entra.</summary>
    public static void RefuseMembers(JsonElement group)
    {
        bool has = group.TryGetProperty("members", out JsonElement members)
            && members.ValueKind == JsonValueKind.Array && members.GetArrayLength() > 0;
        if (has)
        {
            throw new EndpointException(
                FailureCode.SystemForCrossDomainIdentityManagementMultipleEntriesInResponse,
                "The group came with members although excludedAttributes=members was asked for.");
        }
    }

    private static bool IsListResponse(JsonElement body) =>
        body.TryGetProperty("schemas", out JsonElement schemas) && schemas.ValueKind == JsonValueKind.Array
        && schemas.EnumerateArray().Any(urn => urn.ValueKind == JsonValueKind.String && urn.ValueEquals(Requests.ScimUrns.ListResponse));
}
