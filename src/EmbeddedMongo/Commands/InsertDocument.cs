using System.Buffers.Binary;
using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Storage;

namespace Scim.EmbeddedMongo.Commands;

/// <summary>What an insert does to a document before it is stored: _id first (a new one where there is none), empty timestamps filled.</summary>
internal static class InsertDocument
{
    private const int MaxDepth = 180;

    public static byte[] Prepare(ReadOnlySpan<byte> document, Func<long> timestamp)
    {
        if (document.Length > RecordWriter.MaxDocumentBytes)
        {
            throw CommandException.BadValue($"object to insert too large. size in bytes: {document.Length}, max size: {RecordWriter.MaxDocumentBytes}");
        }

        RequireDepth(document, 1);
        bool first = true, idFirst = false, hasId = false;
        List<int>? timestamps = null;
        var elements = new BsonElements(document);
        while (elements.MoveNext())
        {
            bool isId = elements.Name.SequenceEqual("_id"u8);
            if (isId && !hasId)
            {
                CheckId(elements.Value);
                (hasId, idFirst) = (true, first);
            }

            if (!isId && elements.Type == BsonType.Timestamp && elements.Value.AsInt64 == 0) (timestamps ??= []).Add(elements.ValueStart);
            first = false;
        }

        byte[] stored = document.ToArray();
        foreach (int position in timestamps ?? []) BinaryPrimitives.WriteInt64LittleEndian(stored.AsSpan(position), timestamp());
        return idFirst ? stored : WithIdFirst(stored, hasId);
    }

    private static void CheckId(BsonSlice id)
    {
        if (id.Type is BsonType.Array or BsonType.RegularExpression or BsonType.Undefined)
        {
            throw CommandException.InvalidIdField($"The '_id' value cannot be of type {id.Type}");
        }

        if (id.Type != BsonType.Document) return;
        var fields = new BsonElements(id.Bytes);
        while (fields.MoveNext())
        {
            if (fields.Name is [(byte)'$', ..]) throw CommandException.DollarPrefixedFieldName("_id fields may not contain '$'-prefixed fields");
        }
    }

    private static byte[] WithIdFirst(byte[] document, bool hasId)
    {
        BsonDocument tree = BsonMaterializer.Document(document);
        BsonValue id = hasId ? tree["_id"] : ObjectId.GenerateNewId();
        if (hasId) tree.RemoveElement(tree.GetElement("_id"));
        tree.InsertAt(0, new BsonElement("_id", id));
        return tree.ToBytes();
    }

    private static void RequireDepth(ReadOnlySpan<byte> document, int depth)
    {
        if (depth > MaxDepth) throw new CommandException(15, "Overflow", $"Document exceeds maximum nesting depth of {MaxDepth}");
        var elements = new BsonElements(document);
        while (elements.MoveNext())
        {
            if (elements.Type is BsonType.Document or BsonType.Array) RequireDepth(elements.Value.Bytes, depth + 1);
        }
    }
}
