namespace Scim.EmbeddedMongo.Tests.Golden;

/// <summary>What became of a case, and the first difference.</summary>
internal sealed record GoldenResult(GoldenCase Case, GoldenOutcome Outcome, string Difference);
