namespace Scim.Provisioning.Cycles;

/// <summary>How many objects of a kind ended so.</summary>
/// <param name="Kind"><c>User</c> or <c>Group</c>.</param>
/// <param name="Action"><c>Create</c>, <c>Update</c>, <c>Disable</c>, <c>Delete</c>, <c>StagedDelete</c> or <c>Other</c>.</param>
/// <param name="Status"><c>Success</c>, <c>Failure</c>, <c>Skipped</c> or <c>Warning</c>.</param>
/// <param name="Count">How many.</param>
public sealed record CycleCount(string Kind, string Action, string Status, int Count);
