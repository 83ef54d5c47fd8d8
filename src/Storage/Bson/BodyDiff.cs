using System.Text;
using MongoDB.Bson;

namespace Scim.Storage.Bson;

/// <summary>
/// Finds what is different between a stored resource and its changed copy, and writes exactly that as an update.
/// A single value is set or unset by its path. In a multi-valued attribute an element that changed in its place is
/// updated by its position and added ones are appended; where elements moved, the array is written anew and the
/// elements that are still the same are taken over as they are stored, with fields that today's schema does not know.
/// </summary>
internal sealed class BodyDiff(ResourceChanges changes, ReadOnlyMemory<byte> storedBody)
{
    /// <summary>Compares the attributes of two owners, level by level.</summary>
    public void Compare(BsonAttributeTable table, object before, object after)
    {
        foreach (BsonAttribute attribute in table.Items)
        {
            if (AttributeComparer.Same(attribute, before, after)) continue;
            if (attribute.Attribute.MultiValued) CompareArray(attribute, before, after);
            else CompareSingle(attribute, before, after);
        }
    }

    // A complex value is set by its sub-attributes even where it is new: fields that today's schema does not know may
    // be stored in it already.
    private void CompareSingle(BsonAttribute attribute, object before, object after)
    {
        bool was = attribute.Accessor.IsAssigned(before);
        if (!attribute.Accessor.IsAssigned(after))
        {
            Clear(attribute, before);
        }
        else if (attribute.IsComplex)
        {
            object old = was ? attribute.Accessor.GetValue(before)! : attribute.Accessor.CreateComplex();
            Compare(attribute.Children, old, attribute.Accessor.GetValue(after)!);
        }
        else
        {
            BodyWriter.WriteAttribute(changes.Set, attribute, attribute.PathUtf8, after);
            changes.Changed(attribute.Attribute.Path);
        }
    }

    // A complex value is cleared by its sub-attributes where fields that today's schema does not know are stored in it.
    private void Clear(BsonAttribute attribute, object owner)
    {
        bool whole = !attribute.IsComplex || !HoldsUnknown(StoredValue(attribute), attribute.Children);
        if (whole) changes.Clear(attribute.PathUtf8);
        if (attribute.IsComplex) ClearChildren(attribute, attribute.Accessor.GetValue(owner)!, unset: !whole);
        else changes.Changed(attribute.Attribute.Path);
    }

    private void ClearChildren(BsonAttribute attribute, object value, bool unset)
    {
        foreach (BsonAttribute child in attribute.Children.Items)
        {
            if (!child.Accessor.IsAssigned(value)) continue;
            if (child is { IsComplex: true, Attribute.MultiValued: false })
            {
                ClearChildren(child, child.Accessor.GetValue(value)!, unset);
                continue;
            }

            if (unset) changes.Clear(child.PathUtf8);
            changes.Changed(child.Attribute.Path);
        }
    }

    private static bool HoldsUnknown(ReadOnlySpan<byte> document, BsonAttributeTable table)
    {
        if (document.IsEmpty) return false;
        var reader = new BsonElementReader(document);
        while (reader.Read())
        {
            if (table.Find(reader.Name) is not { } known) return true;
            if (reader.Type == BsonType.Document && HoldsUnknown(reader.Value, known.Children)) return true;
        }

        return false;
    }

    private void CompareArray(BsonAttribute attribute, object before, object after)
    {
        changes.Changed(attribute.Attribute.Path);
        int count = attribute.Accessor.GetCount(after);
        if (count == 0)
        {
            changes.Clear(attribute.PathUtf8);
        }
        else if (!attribute.IsComplex || attribute.Accessor.GetCount(before) == 0)
        {
            BodyWriter.WriteAttribute(changes.Set, attribute, attribute.PathUtf8, after);
        }
        else if (StayInPlace(attribute, before, after))
        {
            UpdateInPlace(attribute, before, after);
        }
        else
        {
            WriteAnew(attribute, before, after);
        }
    }

    private static bool StayInPlace(BsonAttribute attribute, object before, object after)
    {
        int count = attribute.Accessor.GetCount(before);
        if (attribute.Accessor.GetCount(after) < count) return false;
        for (int i = 0; i < count; i++)
        {
            object old = attribute.Accessor.GetItem(before, i);
            if (!AttributeComparer.SameValue(attribute, old, attribute.Accessor.GetItem(after, i))
                && Find(attribute, after, old, except: []) >= 0) return false;
        }

        return true;
    }

    private void UpdateInPlace(BsonAttribute attribute, object before, object after)
    {
        int stored = attribute.Accessor.GetCount(before);
        for (int i = 0; i < attribute.Accessor.GetCount(after); i++)
        {
            object value = attribute.Accessor.GetItem(after, i);
            string path = $"{attribute.Path}.{i}";
            if (i >= stored) BodyWriter.WriteComplex(changes.Set, attribute, Encoding.UTF8.GetBytes(path), value, keepEmpty: true);
            else CompareElement(attribute, path, attribute.Accessor.GetItem(before, i), value);
        }
    }

    private void CompareElement(BsonAttribute attribute, string path, object before, object after)
    {
        foreach (BsonAttribute child in attribute.Children.Items)
        {
            if (AttributeComparer.Same(child, before, after)) continue;
            byte[] childPath = Encoding.UTF8.GetBytes($"{path}.{child.Name}");
            if (child.Accessor.IsAssigned(after)) BodyWriter.WriteAttribute(changes.Set, child, childPath, after);
            else changes.Clear(childPath);
        }
    }

    private void WriteAnew(BsonAttribute attribute, object before, object after)
    {
        int start = changes.Set.BeginArray(attribute.PathUtf8);
        var used = new HashSet<int>();
        for (int i = 0; i < attribute.Accessor.GetCount(after); i++)
        {
            object value = attribute.Accessor.GetItem(after, i);
            int old = Find(attribute, before, value, used);
            ReadOnlySpan<byte> stored = old < 0 ? [] : StoredElement(attribute, old);
            if (stored.IsEmpty)
            {
                BodyWriter.WriteComplex(changes.Set, attribute, BodyWriter.Index(i), value, keepEmpty: true);
                continue;
            }

            used.Add(old);
            changes.Set.WriteRaw(BsonType.Document, BodyWriter.Index(i), stored);
        }

        changes.Set.EndDocument(start);
    }

    private static int Find(BsonAttribute attribute, object owner, object value, HashSet<int> except)
    {
        for (int i = 0; i < attribute.Accessor.GetCount(owner); i++)
        {
            if (!except.Contains(i) && AttributeComparer.SameValue(attribute, attribute.Accessor.GetItem(owner, i), value)) return i;
        }

        return -1;
    }

    private ReadOnlySpan<byte> StoredElement(BsonAttribute attribute, int index)
    {
        ReadOnlySpan<byte> array = StoredValue(attribute);
        if (array.IsEmpty) return [];
        var elements = new BsonElementReader(array);
        for (int i = 0; elements.Read(); i++)
        {
            if (i == index) return elements.Type == BsonType.Document ? elements.Value : [];
        }

        return [];
    }

    private ReadOnlySpan<byte> StoredValue(BsonAttribute attribute)
    {
        ReadOnlySpan<byte> document = storedBody.Span;
        foreach (string name in attribute.Path.Split('.').Skip(1))
        {
            if (document.IsEmpty) return [];
            var reader = new BsonElementReader(document);
            document = [];
            while (reader.Read())
            {
                if (reader.Name.SequenceEqual(Encoding.UTF8.GetBytes(name))) document = reader.Value;
            }
        }

        return document;
    }
}
