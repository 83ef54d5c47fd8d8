using Scim.EmbeddedMongo.Indexes;

namespace Scim.EmbeddedMongo.Planning;

/// <summary>An index that a plan may use, and which of its components arrays gave values of (bit i for component i).</summary>
internal sealed record IndexCandidate(IndexDefinition Definition, ulong MultikeyComponents)
{
    public bool IsMultikey => MultikeyComponents != 0;

    public bool IsMultikeyAt(int component) => (MultikeyComponents & (1UL << component)) != 0;
}
