namespace Scim.Gateway.Bulk;

/// <summary>What became of an operation.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Location">The resource's URL; empty where there is none, as after a failed POST.</param>
/// <param name="Version">The resource's version; empty where there is none.</param>
/// <param name="Error">The SCIM error as JSON; empty for success.</param>
internal sealed record BulkResult(int Status, string Location, string Version, ReadOnlyMemory<byte> Error)
{
    public bool IsFailure => Status >= 400;

    /// <summary>The id at the end of the location.</summary>
    public string Id => Location[(Location.LastIndexOf('/') + 1)..];
}
