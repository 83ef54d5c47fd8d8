using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Query;

namespace Scim.EmbeddedMongo.Indexes;

/// <summary>Finds the values of an index's (or a sort's) components in a document: one row for each combination.</summary>
internal sealed class KeyComponentReader(IReadOnlyList<IndexComponent> components)
{
    private readonly List<ValueSpan[]> _rows = [];
    private readonly ValueSpan[] _single = new ValueSpan[components.Count];

    public IReadOnlyList<ValueSpan[]> Rows => _rows;

    public ulong MultikeyComponents { get; private set; }

    public void Read(ReadOnlySpan<byte> document)
    {
        _rows.Clear();
        MultikeyComponents = 0;
        Span<int> positions = stackalloc int[components.Count];
        positions.Clear();
        Array.Clear(_single);
        Expand(document, new ValueSpan(BsonType.Document, 0, document.Length), _single, positions);
    }

    /// <summary>
    /// Follows every unfinished component (its position is the part of its path to look up next) inside one document;
    /// all that stop at an array must stop at the same one, and are expanded together.
    /// </summary>
    private void Expand(ReadOnlySpan<byte> root, ValueSpan inside, ValueSpan[] row, Span<int> positions)
    {
        var array = default(ValueSpan);
        int first = -1;
        ulong stopped = 0;
        for (int i = 0; i < row.Length; i++)
        {
            FieldPath path = components[i].Path;
            if (positions[i] > path.Length) continue;

            ValueSpan value = Follow(root, inside, path, ref positions[i]);
            if (value.Type != BsonType.Array || (positions[i] == Done(path)))
            {
                row[i] = value;
                positions[i] = Done(path);
                continue;
            }

            if (first >= 0 && array != value) throw Parallel(first, i);
            array = value;
            first = first < 0 ? i : first;
            stopped |= 1UL << i;
        }

        if (stopped == 0) _rows.Add((ValueSpan[])row.Clone());
        else ExpandArray(root, array, stopped, row, positions);
    }

    private static int Done(FieldPath path) => path.Length + 1;

    /// <summary>Walks to the end of the path or to the first array on it.</summary>
    private static ValueSpan Follow(ReadOnlySpan<byte> root, ValueSpan inside, FieldPath path, ref int position)
    {
        ValueSpan value = inside;
        while (position < path.Length)
        {
            if (value.Type != BsonType.Document)
            {
                position = Done(path);
                return default;
            }

            value = Field(root, value, path[position++]);
            if (value.Type == BsonType.Array)
            {
                ValueSpan element = AtIndex(root, value, path, position);
                if (element.IsMissing) return value;
                value = element;
                position++;
                if (value.Type != BsonType.Array) continue;
                if (position == path.Length) position = Done(path); // an array in an array is a value, and not expanded
                return value;
            }
        }

        if (value.Type != BsonType.Array) position = Done(path);
        return value;
    }

    /// <summary>The element that the next part of the path names by its index, where there is one.</summary>
    private static ValueSpan AtIndex(ReadOnlySpan<byte> root, ValueSpan array, FieldPath path, int position) =>
        position < path.Length && FieldPath.IsIndex(path.Parts[position]) ? Field(root, array, path[position]) : default;

    private static ValueSpan Field(ReadOnlySpan<byte> root, ValueSpan document, ReadOnlySpan<byte> name)
    {
        var elements = new BsonElements(root.Slice(document.Start, document.Length));
        while (elements.MoveNext())
        {
            if (elements.Name.SequenceEqual(name))
            {
                return new ValueSpan(elements.Type, document.Start + elements.ValueStart, elements.ValueLength);
            }
        }

        return default;
    }

    private void ExpandArray(ReadOnlySpan<byte> root, ValueSpan array, ulong stopped, ValueSpan[] row, Span<int> positions)
    {
        MultikeyComponents |= stopped;
        Span<int> next = stackalloc int[positions.Length];
        var elements = new BsonElements(root.Slice(array.Start, array.Length));
        bool empty = true;
        while (elements.MoveNext())
        {
            empty = false;
            var element = new ValueSpan(elements.Type, array.Start + elements.ValueStart, elements.ValueLength);
            ExpandElement(root, element, stopped, row, positions, next);
        }

        // an empty array is undefined where it is the value, and has nothing below it
        if (empty) ExpandElement(root, ValueSpan.Undefined, stopped, row, positions, next);
    }

    private void ExpandElement(
        ReadOnlySpan<byte> root, ValueSpan element, ulong stopped, ValueSpan[] row, Span<int> positions, Span<int> next)
    {
        positions.CopyTo(next);
        var copy = (ValueSpan[])row.Clone();
        for (int i = 0; i < copy.Length; i++)
        {
            if ((stopped & (1UL << i)) == 0) continue;

            FieldPath path = components[i].Path;
            bool atEnd = next[i] == path.Length;
            if (!atEnd && element.Type == BsonType.Document) continue;
            copy[i] = atEnd ? element : default;
            next[i] = Done(path);
        }

        Expand(root, element, copy, next);
    }

    private CommandException Parallel(int first, int second) =>
        CommandException.CannotIndexParallelArrays(components[first].Path.Text, components[second].Path.Text);
}
