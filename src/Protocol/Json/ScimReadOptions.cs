namespace Scim.Protocol.Json;

/// <summary>How JSON is read, and how much of it.</summary>
public sealed record ScimReadOptions
{
    /// <summary>What a service provider reads from a client's request.</summary>
    public static ScimReadOptions Client { get; } = new();

    /// <summary>What a client reads from a service provider's answer, and a service from what it wrote itself.</summary>
    public static ScimReadOptions Server { get; } = new() { FromServer = true };

    /// <summary>
    /// Whether the JSON comes from a service provider: readOnly and derived values are read too, and a JSON object
    /// inside a string is a string. Default false.
    /// </summary>
    public bool FromServer { get; init; }

    /// <summary>The greatest number of bytes; above it the error is 413. Default 8 MiB.</summary>
    public int MaxLength { get; init; } = 8 * 1024 * 1024;

    /// <summary>The greatest depth of objects and arrays, in unknown attributes too. 1 to 1000, default 32.</summary>
    public int MaxDepth { get; init; } = 32;
}
