namespace Scim.Protocol.Validation;

/// <summary>The largest values that a resource may have. They are far above what directories hold, and bound what one request can store.</summary>
public static class ResourceLimits
{
    /// <summary>Characters of a string or reference.</summary>
    public const int MaxTextLength = 16_384;

    /// <summary>Characters of an attribute that is unique, which an index holds.</summary>
    public const int MaxUniqueLength = 512;

    /// <summary>Bytes of a binary, before base64.</summary>
    public const int MaxBinaryBytes = 262_144;

    /// <summary>Values of a multi-valued attribute.</summary>
    public const int MaxValues = 1_000;
}
