namespace Scim.Gateway.OpenApi;

/// <summary>What the OpenAPI description says of an endpoint, whose metadata it is. Names are those of the description's components.</summary>
/// <param name="Id">The operationId.</param>
/// <param name="Tag">The section.</param>
/// <param name="Summary">One sentence.</param>
internal sealed record ScimOperation(string Id, string Tag, string Summary)
{
    /// <summary>The parameters.</summary>
    public IReadOnlyList<string> Parameters { get; init; } = [];

    /// <summary>The schema of the body; null where there is none.</summary>
    public string? Body { get; init; }

    /// <summary>What it answers where it succeeds.</summary>
    public IReadOnlyList<ScimAnswer> Answers { get; init; } = [];

    /// <summary>The statuses of its failures, beside those that every operation has.</summary>
    public IReadOnlyList<int> Failures { get; init; } = [];

    /// <summary>The methods to describe where the endpoint takes any.</summary>
    public IReadOnlyList<string> Methods { get; init; } = [];
}
