using Scim.Protocol.Schema;

namespace Scim.Protocol.Patching;

/// <summary>What a PATCH made of a resource.</summary>
/// <typeparam name="T">The resource's message.</typeparam>
/// <param name="Resource">The changed copy.</param>
/// <param name="Changed">
/// The attributes whose values differ, each with all above it single-valued: simple ones, multi-valued ones as a whole,
/// and complex ones that are gone as a whole. Empty where nothing differs: then nothing is to be written, and neither
/// version nor lastModified moves.
/// </param>
public sealed record PatchResult<T>(T Resource, IReadOnlyList<ScimAttribute> Changed)
{
    /// <summary>Whether anything differs.</summary>
    public bool IsChanged => Changed.Count > 0;
}
