namespace Scim.Protocol.Text;

/// <summary>Unicode Normalization Form C (Unicode Standard, sections 3.11 and 3.12) on code points.</summary>
internal static class CanonicalComposition
{
    private const int HangulBase = 0xAC00;
    private const int LeadBase = 0x1100;
    private const int VowelBase = 0x1161;
    private const int TailBase = 0x11A7;
    private const int Leads = 19;
    private const int Vowels = 21;
    private const int Tails = 28;
    private const int Syllables = Leads * Vowels * Tails;

    private static readonly UnicodeTables Tables = UnicodeTables.Instance;

    /// <summary>Brings a text into NFC, in place where it already is.</summary>
    public static void Normalize(ref List<int> points)
    {
        if (IsStable(points)) return;

        var parts = new List<int>(points.Count * 2);
        foreach (int point in points) Decompose(point, parts);
        Order(parts);
        Compose(parts);
        points = parts;
    }

    private static bool IsStable(List<int> points)
    {
        foreach (int point in points)
            if (Tables.MayChange(point)) return false;
        return true;
    }

    private static void Decompose(int point, List<int> output)
    {
        if (Tables.Decompose(point) is { } parts)
        {
            foreach (int part in parts) Decompose(part, output);
            return;
        }

        int syllable = point - HangulBase;
        if (syllable is < 0 or >= Syllables)
        {
            output.Add(point);
            return;
        }

        output.Add(LeadBase + syllable / (Vowels * Tails));
        output.Add(VowelBase + syllable % (Vowels * Tails) / Tails);
        if (syllable % Tails != 0) output.Add(TailBase + syllable % Tails);
    }

    // A stable sort: marks of one class keep their order.
    private static void Order(List<int> points)
    {
        for (int start = 0; start < points.Count; start++)
        {
            if (Tables.Class(points[start]) == 0) continue;
            int end = start + 1;
            while (end < points.Count && Tables.Class(points[end]) != 0) end++;
            if (end - start > 1)
            {
                int[] sorted = [.. points.GetRange(start, end - start).OrderBy(Tables.Class)];
                for (int i = 0; i < sorted.Length; i++) points[start + i] = sorted[i];
            }

            start = end;
        }
    }

    private static void Compose(List<int> points)
    {
        int starter = -1;
        int written = 0;
        int lastClass = -1;
        foreach (int point in points.ToArray())
        {
            int combining = Tables.Class(point);
            bool free = lastClass < combining || lastClass == -1;
            if (starter >= 0 && free && TryCompose(points[starter], point, out int composite))
            {
                points[starter] = composite;
                continue;
            }

            if (combining == 0)
            {
                starter = written;
                lastClass = -1;
            }
            else
            {
                lastClass = combining;
            }

            points[written++] = point;
        }

        points.RemoveRange(written, points.Count - written);
    }

    private static bool TryCompose(int first, int second, out int composite)
    {
        int lead = first - LeadBase;
        int vowel = second - VowelBase;
        if (lead is >= 0 and < Leads && vowel is >= 0 and < Vowels)
        {
            composite = HangulBase + (lead * Vowels + vowel) * Tails;
            return true;
        }

        int syllable = first - HangulBase;
        int tail = second - TailBase;
        if (syllable is >= 0 and < Syllables && syllable % Tails == 0 && tail is > 0 and < Tails)
        {
            composite = first + tail;
            return true;
        }

        return Tables.TryCompose(first, second, out composite);
    }
}
