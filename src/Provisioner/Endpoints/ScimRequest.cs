using System.Text.Json.Nodes;

namespace Scim.Provisioning.Endpoints;

/// <summary>One request to the target.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">Path and query after the tenant URL, already encoded.</param>
/// <param name="Body">The JSON body, or null.</param>
/// <param name="Id">The id that the log has too; sent as <c>client-request-id</c>.</param>
internal sealed record ScimRequest(HttpMethod Method, string Path, JsonObject? Body = null, string? Id = null)
{
    /// <summary>
    /// A POST must not be sent again blindly after a failure that may have come after its success: a lookup has to
    /// say first.
    /// </summary>
    public bool IsRepeatable => Method != HttpMethod.Post;
}
