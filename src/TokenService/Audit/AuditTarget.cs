namespace Scim.Tokens.Audit;

/// <summary>What an act was done to.</summary>
/// <param name="Type">"tenant", "connection", "client" or "token".</param>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name at that time.</param>
internal sealed record AuditTarget(string Type, string Id, string Name);
