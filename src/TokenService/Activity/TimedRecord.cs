namespace Scim.Tokens.Activity;

/// <summary>A record with what it is kept and ordered by.</summary>
internal sealed record TimedRecord<T>(T Message, string TenantId, string Id, DateTimeOffset At);
