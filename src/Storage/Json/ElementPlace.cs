using MongoDB.Bson;
using Scim.Storage.Bson;

namespace Scim.Storage.Json;

/// <summary>Where an element's value lies in its document; the default is nowhere.</summary>
internal readonly record struct ElementPlace(int Start, int Length, BsonType Type)
{
    /// <summary>Finds where the elements of a table are; the last one counts where there are several of a name.</summary>
    /// <param name="document">The document; empty for none.</param>
    /// <param name="table">The known elements.</param>
    /// <param name="places">Where each is, by its index in the table.</param>
    public static void Find(ReadOnlySpan<byte> document, BsonAttributeTable table, Span<ElementPlace> places)
    {
        places.Clear();
        if (document.IsEmpty) return;
        var reader = new BsonElementReader(document);
        while (reader.Read())
        {
            if (table.Find(reader.Name) is { } attribute) places[attribute.Index] = new ElementPlace(reader.Start, reader.Value.Length, reader.Type);
        }
    }

    /// <summary>Whether a document holds a value that the table knows, at any depth.</summary>
    public static bool Any(ReadOnlySpan<byte> document, BsonAttributeTable table)
    {
        var reader = new BsonElementReader(document);
        while (reader.Read())
        {
            if (table.Find(reader.Name) is { } attribute && Any(reader, attribute)) return true;
        }

        return false;
    }

    /// <summary>The value.</summary>
    public ReadOnlySpan<byte> In(ReadOnlySpan<byte> document) => document.Slice(Start, Length);

    private static bool Any(BsonElementReader reader, BsonAttribute attribute)
    {
        if (!attribute.Attribute.MultiValued)
        {
            return attribute.IsComplex ? reader.Type == BsonType.Document && Any(reader.Value, attribute.Children) : reader.Is(attribute.Attribute.Type);
        }

        if (reader.Type != BsonType.Array) return false;
        var elements = new BsonElementReader(reader.Value);
        while (elements.Read())
        {
            if (attribute.IsComplex || elements.Is(attribute.Attribute.Type)) return true;
        }

        return false;
    }
}
