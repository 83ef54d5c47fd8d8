namespace Scim.Conformance.Tests.Cases;

/// <summary>One request and what its answer has to be.</summary>
/// <param name="Times">How often the request is sent; <c>{n}</c> in it counts from 1.</param>
/// <param name="Method">The method.</param>
/// <param name="Target">The path below the Tenant URL, or a whole URL.</param>
/// <param name="Headers">The headers beside those that every request has; an empty value takes one of these away.</param>
/// <param name="Body">The body; null for none.</param>
/// <param name="Status">The expected status.</param>
/// <param name="ExpectedHeaders">Patterns of the answer's headers.</param>
/// <param name="ExpectedBody">The pattern of the answer's JSON; null for any.</param>
internal sealed record CaseStep(
    int Times,
    string Method,
    string Target,
    IReadOnlyList<(string Name, string Value)> Headers,
    string? Body,
    int Status,
    IReadOnlyList<(string Name, string Pattern)> ExpectedHeaders,
    string? ExpectedBody);
