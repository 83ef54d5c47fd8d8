using Scim.Protos.Tokens.V1;

namespace Scim.Tokens.SigningKeys;

/// <summary>A signing key as it is stored.</summary>
/// <param name="Number">Its place in the row of keys: 1, 2, 3 …</param>
/// <param name="Public">What everybody may know of it.</param>
/// <param name="Private">Its private part, encrypted.</param>
/// <param name="ProtectedBy">The id of the key that the private part is encrypted under.</param>
internal sealed record StoredSigningKey(long Number, SigningKey Public, byte[] Private, string ProtectedBy);
