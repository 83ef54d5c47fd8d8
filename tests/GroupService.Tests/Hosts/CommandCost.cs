namespace Scim.Groups.Tests.Hosts;

/// <summary>A command to the database, and what it examines.</summary>
public sealed record CommandCost(string Command, long Keys, long Documents);
