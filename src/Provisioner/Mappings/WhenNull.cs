namespace Scim.Provisioning.Mappings;

/// <summary>What is sent where the source has no value and the target has one.</summary>
public enum WhenNull
{
    /// <summary>Nothing, as Entra's outbound synchronisation: the target keeps its value.</summary>
    Skip,

    /// <summary>A replace with <c>""</c>, as Microsoft's gallery tests clear attributes.</summary>
    Empty,

    /// <summary>A replace with <c>null</c>, as the same tests do without a path.</summary>
    Null,

    /// <summary>A remove operation, as RFC 7644 section 3.5.2.2 has it.</summary>
    Remove,
}
