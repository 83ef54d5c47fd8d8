using System.Text.Json.Serialization;

namespace Scim.Provisioning.Mappings;

/// <summary>A line of the mapping file, as JSON has it.</summary>
internal sealed record MappingLine
{
    /// <summary>The target attribute as a PATCH path.</summary>
    public required string Target { get; init; }

    /// <summary>A direct mapping: the source attribute.</summary>
    public string? Source { get; init; }

    /// <summary>An expression.</summary>
    public string? Expression { get; init; }

    /// <summary>A constant.</summary>
    public string? Constant { get; init; }

    /// <summary>True for manager and members, which are sent in a later pass.</summary>
    public bool Reference { get; init; }

    /// <summary>The value that a new object gets where the source has none.</summary>
    public string? Default { get; init; }

    /// <summary>The type; without it <c>active</c> and <c>primary</c> are booleans and the others strings.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<TargetType>))]
    public TargetType? Type { get; init; }

    /// <summary>When it is applied.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<ApplyWhen>))]
    public ApplyWhen Apply { get; init; }

    /// <summary>What is sent where the source has no value any more; without it what the command line says.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<WhenNull>))]
    public WhenNull? WhenNull { get; init; }

    /// <summary>The precedence among the matching attributes, from 1.</summary>
    public int? Match { get; init; }
}
