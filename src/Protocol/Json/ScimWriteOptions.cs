namespace Scim.Protocol.Json;

/// <summary>How resources are written.</summary>
public sealed record ScimWriteOptions
{
    /// <summary>The absolute base URL of the SCIM endpoints without a slash at its end, for <c>meta.location</c> and <c>$ref</c>; null writes neither.</summary>
    public string? BaseUrl { get; init; }

    /// <summary>What is written of each resource.</summary>
    public Projection Projection { get; init; } = Projection.Default;
}
