using System.Text.Json.Serialization;

namespace Scim.Provisioning.Scopes;

/// <summary>The scope file as JSON has it.</summary>
internal sealed record ScopeDocument
{
    [JsonConverter(typeof(JsonStringEnumConverter<ScopeMode>))]
    public ScopeMode? Scope { get; init; }

    /// <summary>True stops the disabling of what went out of scope, as Entra's <c>SkipOutOfScopeDeletions</c>.</summary>
    public bool SkipOutOfScopeDeletions { get; init; }

    public IReadOnlyList<FilterLine>? Users { get; init; }

    public IReadOnlyList<FilterLine>? Groups { get; init; }

    /// <summary>A filter.</summary>
    internal sealed record FilterLine
    {
        public string? Name { get; init; }

        public required IReadOnlyList<ClauseLine> Clauses { get; init; }
    }

    /// <summary>A clause.</summary>
    internal sealed record ClauseLine
    {
        public required string Attribute { get; init; }

        public required string Operator { get; init; }

        public string? Value { get; init; }
    }
}
