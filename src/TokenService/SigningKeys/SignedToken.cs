namespace Scim.Tokens.SigningKeys;

/// <summary>A JWT that was signed.</summary>
/// <param name="Value">Its compact form. Never log it.</param>
/// <param name="Id">Its claim <c>jti</c>.</param>
/// <param name="Expires">When it ends.</param>
internal sealed record SignedToken(string Value, string Id, DateTimeOffset Expires);
