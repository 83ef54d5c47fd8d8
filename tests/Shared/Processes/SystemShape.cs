namespace Scim.Tests.Shared.Processes;

/// <summary>How many processes a system has, and what they are told beside where the others are.</summary>
public sealed record SystemShape
{
    /// <summary>Gateways, one by default.</summary>
    public int Gateways { get; init; } = 1;

    /// <summary>Instances of each service, two by default.</summary>
    public int Instances { get; init; } = 2;

    /// <summary>Environment variables of every host but the database.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Environment variables of the gateways alone.</summary>
    public IReadOnlyDictionary<string, string> GatewaySettings { get; init; } = new Dictionary<string, string>();
}
