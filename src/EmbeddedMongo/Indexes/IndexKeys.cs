using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;

namespace Scim.EmbeddedMongo.Indexes;

/// <summary>
/// The keys of documents in one index: one for each combination that its arrays give; missing is null, an empty array
/// undefined. Not safe for concurrent use: it keeps its buffers.
/// </summary>
internal sealed class IndexKeys(IndexDefinition index)
{
    private readonly KeyComponentReader _reader = new(index.Components);
    private readonly KeyWriter _writer = new();

    public IndexDefinition Index => index;

    /// <summary>The keys of a document; none where a sparse or partial index leaves it out. Parallel arrays are error 171.</summary>
    public IndexKeySet Extract(ReadOnlySpan<byte> document)
    {
        var keys = new IndexKeySet();
        Extract(document, keys);
        return keys;
    }

    public void Extract(ReadOnlySpan<byte> document, IndexKeySet keys)
    {
        keys.Clear();
        if (index.PartialFilter is { } filter && !filter.Matches(document)) return;

        _reader.Read(document);
        keys.MultikeyComponents = _reader.MultikeyComponents;
        foreach (ValueSpan[] row in _reader.Rows)
        {
            if (index.Sparse && Array.TrueForAll(row, value => value.IsMissing)) continue;
            keys.Add(Encode(document, row));
        }

        keys.Order();
    }

    /// <summary>The keyValue of a duplicate key error: the values whose encoding is the given key.</summary>
    public BsonDocument KeyValue(ReadOnlySpan<byte> document, ReadOnlySpan<byte> key)
    {
        _reader.Read(document);
        foreach (ValueSpan[] row in _reader.Rows)
        {
            if (!Encode(document, row).AsSpan().SequenceEqual(key)) continue;

            var values = new BsonDocument();
            for (int i = 0; i < row.Length; i++)
            {
                values.Add(index.Components[i].Path.Text, Indexed(document, row[i]).ToBsonValue());
            }

            return values;
        }

        throw new ArgumentException("The document does not have that key.", nameof(key));
    }

    private static BsonSlice Indexed(ReadOnlySpan<byte> document, ValueSpan value) =>
        value.IsMissing ? new BsonSlice(BsonType.Null, default) : value.In(document);

    private byte[] Encode(ReadOnlySpan<byte> document, ValueSpan[] row)
    {
        _writer.Clear();
        for (int i = 0; i < row.Length; i++)
        {
            _writer.Component(Indexed(document, row[i]), index.Components[i].Descending);
        }

        return _writer.ToArray();
    }
}
