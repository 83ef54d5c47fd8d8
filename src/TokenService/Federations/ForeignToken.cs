using Microsoft.IdentityModel.JsonWebTokens;

namespace Scim.Tokens.Federations;

/// <summary>What was found of a JWT that somebody else is said to have signed.</summary>
/// <param name="Token">The JWT; null where the expected issuer did not sign it.</param>
/// <param name="Fault">Why it is not taken all the same, in a sentence; null where it is.</param>
internal sealed record ForeignToken(JsonWebToken? Token, string? Fault)
{
    /// <summary>Nothing that the issuer signed.</summary>
    public static ForeignToken Strange { get; } = new(null, "");

    /// <summary>Whether it may be taken.</summary>
    public bool IsGood => Token is not null && Fault is null;
}
