namespace Scim.Storage.Changes;

/// <summary>Changes behind a place.</summary>
/// <param name="Changes">The changes in their order; empty where nothing happened yet.</param>
/// <param name="Place">The place behind them.</param>
/// <param name="Moved">Completes when there may be more.</param>
internal sealed record FeedBatch(IReadOnlyList<FeedChange> Changes, string Place, Task Moved);
