using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;

namespace Scim.EmbeddedMongo.Projections;

/// <summary>
/// A parsed projection, applied to documents' bytes. In an inclusion a field without a rule goes, in an exclusion it
/// stays; rules reach through arrays into their documents. Not safe for concurrent use: it keeps its buffer.
/// </summary>
internal sealed class Projection(ProjectionNode root, bool inclusion)
{
    private readonly DocumentWriter _writer = new();

    public bool IsInclusion => inclusion;

    /// <summary>Only top-level fields kept or dropped: explain says PROJECTION_SIMPLE.</summary>
    public bool IsSimple { get; init; }

    /// <summary>The top-level fields that an inclusion keeps.</summary>
    public IEnumerable<string> KeptFields => root.Children
        .Where(child => child.Node.Keep != false)
        .Select(child => System.Text.Encoding.UTF8.GetString(child.Name));

    public byte[] Apply(ReadOnlySpan<byte> document)
    {
        int start = _writer.Begin();
        Fields(document, root);
        if (inclusion) MatchedElements(document);
        _writer.End(start);
        return _writer.Take();
    }

    public BsonDocument Apply(BsonDocument document) => BsonMaterializer.Document(Apply(document.ToBytes()));

    private void Fields(ReadOnlySpan<byte> document, ProjectionNode node)
    {
        var elements = new BsonElements(document);
        while (elements.MoveNext())
        {
            ProjectionNode? rule = node.Find(elements.Name);
            if (rule is null)
            {
                if (!inclusion) _writer.Element(elements.Name, elements.Value);
            }
            else if (rule.ElemMatch is not null)
            {
                if (!inclusion) MatchedElement(elements.Name, elements.Value, rule);
            }
            else if (Shows(rule, elements.Value))
            {
                _writer.Header(elements.Type, elements.Name);
                Value(elements.Value, rule);
            }
        }
    }

    /// <summary>Whether anything of the value remains: an inclusion inside of it wants a document or an array.</summary>
    private bool Shows(ProjectionNode rule, BsonSlice value)
    {
        if (rule.Keep is { } keep) return keep;
        return rule.Slice is not null || !inclusion || value.Type is BsonType.Document or BsonType.Array;
    }

    /// <summary>The value's bytes, whose header is written already.</summary>
    private void Value(BsonSlice value, ProjectionNode rule)
    {
        if (rule.IsLeaf && rule.Slice is not null && value.Type == BsonType.Array) Slice(value, rule.Slice);
        else if (rule.IsLeaf || value.Type is not (BsonType.Document or BsonType.Array)) _writer.Raw(value.Bytes);
        else
        {
            int start = _writer.Begin();
            if (value.Type == BsonType.Document) Fields(value.Bytes, rule);
            else Items(value.Bytes, rule);
            _writer.End(start);
        }
    }

    private void Items(ReadOnlySpan<byte> array, ProjectionNode rule)
    {
        int index = 0;
        var elements = new BsonElements(array);
        while (elements.MoveNext())
        {
            if (inclusion && elements.Type is not (BsonType.Document or BsonType.Array)) continue;
            _writer.Header(elements.Type, index++);
            Value(elements.Value, rule);
        }
    }

    private void Slice(BsonSlice array, ArraySlice slice)
    {
        int length = 0;
        var elements = new BsonElements(array.Bytes);
        while (elements.MoveNext()) length++;

        (int from, int to) = slice.Window(length);
        int start = _writer.Begin();
        elements = new BsonElements(array.Bytes);
        for (int i = 0; elements.MoveNext(); i++)
        {
            if (i >= from && i < to) _writer.Element(i - from, elements.Value);
        }

        _writer.End(start);
    }

    /// <summary>In an inclusion the fields of $elemMatch come last, in the projection's order.</summary>
    private void MatchedElements(ReadOnlySpan<byte> document)
    {
        foreach ((byte[] name, ProjectionNode rule) in root.Children)
        {
            if (rule.ElemMatch is not null) MatchedElement(name, BsonSlice.Field(document, name), rule);
        }
    }

    private void MatchedElement(ReadOnlySpan<byte> name, BsonSlice value, ProjectionNode rule)
    {
        int index = rule.ElemMatch!.IndexOf(value);
        if (index < 0) return;

        var elements = new BsonElements(value.Bytes);
        for (int i = 0; i <= index; i++) elements.MoveNext();
        _writer.Header(BsonType.Array, name);
        int start = _writer.Begin();
        _writer.Element(0, elements.Value);
        _writer.End(start);
    }
}
