namespace Scim.Tokens.Activity;

/// <summary>A page of records, newest first.</summary>
/// <param name="Records">The records.</param>
/// <param name="NextToken">Asks for the next page; empty on the last.</param>
internal sealed record RecordPage<T>(IReadOnlyList<T> Records, string NextToken);
