using Google.Protobuf;

namespace Scim.Storage.Changes;

/// <summary>What a follower asks a feed for.</summary>
/// <param name="TenantId">The tenant; "" for all.</param>
public sealed record FeedRequest(string TenantId)
{
    /// <summary>Where to take the feed up: what a checkpoint told. Empty for none.</summary>
    public ByteString ResumeToken { get; init; } = ByteString.Empty;

    /// <summary>Without a token: whether everything there is comes first.</summary>
    public bool Snapshot { get; init; }
}
