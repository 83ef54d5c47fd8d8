namespace Scim.EmbeddedMongo.Wire;

/// <summary>A message that cannot be read; the connection it came on is closed and no other.</summary>
internal sealed class WireException(string message) : Exception(message);
