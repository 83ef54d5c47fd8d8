using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Query;

namespace Scim.EmbeddedMongo.Update;

/// <summary>Paths of one update: none may be, or lie inside, another one; they are applied in order of name.</summary>
internal sealed class FieldConflicts : IComparer<FieldPath>
{
    public static FieldConflicts Order { get; } = new();

    /// <summary>Whether one path is the other or lies inside it.</summary>
    public static bool Overlap(FieldPath left, FieldPath right)
    {
        int common = Math.Min(left.Length, right.Length);
        for (int i = 0; i < common; i++)
        {
            if (left.Parts[i] != right.Parts[i]) return false;
        }

        return true;
    }

    /// <summary>Error 40 where two of the paths, given in order, overlap.</summary>
    public static void Check(IReadOnlyList<FieldPath> ordered)
    {
        for (int i = 1; i < ordered.Count; i++)
        {
            if (Overlap(ordered[i - 1], ordered[i]))
            {
                throw CommandException.ConflictingUpdateOperators(ordered[i].Text, ordered[i - 1].Text);
            }
        }
    }

    /// <summary>By name, part by part; two array indexes by number.</summary>
    public int Compare(FieldPath? x, FieldPath? y)
    {
        int common = Math.Min(x!.Length, y!.Length);
        for (int i = 0; i < common; i++)
        {
            int order = Part(x.Parts[i], y.Parts[i]);
            if (order != 0) return order;
        }

        return x.Length.CompareTo(y.Length);
    }

    private static int Part(string left, string right) =>
        FieldPath.IsIndex(left) && FieldPath.IsIndex(right) && left.Length != right.Length
            ? left.Length.CompareTo(right.Length)
            : string.CompareOrdinal(left, right);
}
