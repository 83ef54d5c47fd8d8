namespace Scim.Tokens.Federations;

/// <summary>What a foreign JWT has to be.</summary>
/// <param name="Issuer">Its issuer.</param>
/// <param name="JwksUri">Where the issuer's keys are; empty for where its metadata says.</param>
/// <param name="Audiences">Of which it has to name one.</param>
internal sealed record ForeignTokenExpectation(string Issuer, string JwksUri, IReadOnlyCollection<string> Audiences);
