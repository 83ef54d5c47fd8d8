namespace Scim.Gateway.Bulk;

/// <summary>One operation of a bulk request (RFC 7644 section 3.7).</summary>
/// <param name="Method">POST, PUT, PATCH or DELETE, in upper case; anything else is refused when it is performed.</param>
/// <param name="BulkId">The client's name for the resource; empty where there is none.</param>
/// <param name="Version">The version that the resource must have, for If-Match; empty for any.</param>
/// <param name="Path">The resource's path below the endpoints' root: <c>/Users</c>, <c>/Users/{id}</c>, <c>/Groups/bulkId:x</c>.</param>
/// <param name="Data">The body as JSON; empty where there is none.</param>
internal sealed record BulkOperation(string Method, string BulkId, string Version, string Path, byte[] Data)
{
    /// <summary>The first part of the path with its slash: <c>/Users</c>.</summary>
    public string Endpoint => Slash is > 0 and var slash ? Path[..slash] : Path;

    /// <summary>The second part of the path; empty for POST.</summary>
    public string ResourceId => Slash is > 0 and var slash ? Path[(slash + 1)..] : "";

    private int Slash => Path.Length > 1 ? Path.IndexOf('/', 1) : -1;
}
