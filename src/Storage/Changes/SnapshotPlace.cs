namespace Scim.Storage.Changes;

/// <summary>How far a snapshot was told.</summary>
/// <param name="Collection">The collection.</param>
/// <param name="After">The <c>_id</c> of the last document that was told; "" for none yet.</param>
internal sealed record SnapshotPlace(string Collection, string After);
