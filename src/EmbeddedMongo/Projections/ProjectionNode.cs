using System.Text;
using Scim.EmbeddedMongo.Query;

namespace Scim.EmbeddedMongo.Projections;

/// <summary>What a projection does to one field: keep or drop it, slice it, pick an element, or look inside.</summary>
internal sealed class ProjectionNode
{
    private readonly List<(byte[] Name, ProjectionNode Node)> _children = [];

    /// <summary>Keeps the field; false drops it; null where another rule is set or the children decide.</summary>
    public bool? Keep { get; init; }

    public ArraySlice? Slice { get; init; }

    public ElemMatchPredicate? ElemMatch { get; init; }

    public bool IsLeaf => _children.Count == 0;

    public IReadOnlyList<(byte[] Name, ProjectionNode Node)> Children => _children;

    public ProjectionNode? Find(ReadOnlySpan<byte> name)
    {
        foreach ((byte[] child, ProjectionNode node) in _children)
        {
            if (name.SequenceEqual(child)) return node;
        }

        return null;
    }

    public void Add(string name, ProjectionNode child) => _children.Add((Encoding.UTF8.GetBytes(name), child));
}
