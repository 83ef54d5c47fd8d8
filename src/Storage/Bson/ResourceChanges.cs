using System.Text;
using MongoDB.Bson;

namespace Scim.Storage.Bson;

/// <summary>
/// What an update writes: the elements of its <c>$set</c> and <c>$unset</c>, and the SCIM paths that changed. Nothing
/// that did not change is in it, so that fields of a newer service stay as they are.
/// </summary>
internal sealed class ResourceChanges
{
    private readonly List<string> _paths = [];

    /// <summary>The elements of <c>$set</c>, under dotted paths.</summary>
    public BsonBuffer Set { get; } = new(256);

    /// <summary>The elements of <c>$unset</c>.</summary>
    public BsonBuffer Unset { get; } = new(64);

    /// <summary>The SCIM attribute paths that were set or cleared, without repetition.</summary>
    public IReadOnlyList<string> Paths => _paths;

    /// <summary>Whether nothing is different.</summary>
    public bool IsEmpty => _paths.Count == 0;

    public void Changed(string scimPath)
    {
        if (!_paths.Contains(scimPath)) _paths.Add(scimPath);
    }

    public void Clear(ReadOnlySpan<byte> path) => Unset.WriteInt32(path, 1);

    public void Clear(string path) => Clear(Encoding.UTF8.GetBytes(path));

    /// <summary>The update as the driver sends it.</summary>
    public RawBsonDocument ToUpdate()
    {
        var update = new BsonBuffer(Set.Length + Unset.Length + 64);
        int start = update.BeginDocument();
        Write(update, "$set"u8, Set);
        Write(update, "$unset"u8, Unset);
        update.EndDocument(start);
        return update.ToDocument();
    }

    private static void Write(BsonBuffer update, ReadOnlySpan<byte> name, BsonBuffer elements)
    {
        if (elements.Length == 0) return;
        int start = update.BeginDocument(name);
        update.WriteElements(elements.Written);
        update.EndDocument(start);
    }
}
