namespace Scim.Storage.Indexes;

/// <summary>Which attributes, beside those of the type's own, a tenant's resources are looked up by.</summary>
/// <param name="Revision">Grows with every change of the paths.</param>
/// <param name="Paths">The attributes, by their paths.</param>
/// <param name="Ready">Those that every resource has keys of by now.</param>
/// <param name="Place">The document up to which keys are made of the others; "" before the first.</param>
internal sealed record KeyChoice(long Revision, IReadOnlyList<string> Paths, IReadOnlyList<string> Ready, string Place)
{
    /// <summary>Of a tenant that has not chosen any.</summary>
    public static KeyChoice None { get; } = new(0, [], [], "");
}
