namespace Scim.EmbeddedMongo.Cursors;

/// <summary>Index keys from Low, which belongs to it, to High, which does not.</summary>
internal readonly record struct KeyRange(byte[] Low, byte[] High);
