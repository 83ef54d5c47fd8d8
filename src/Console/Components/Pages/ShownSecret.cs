namespace Scim.Admin.Components.Pages;

/// <summary>A secret that was made just now and is shown this once.</summary>
/// <param name="ClientId">The client that it is of.</param>
/// <param name="Value">The secret.</param>
public sealed record ShownSecret(string ClientId, string Value);
