using System.Buffers;
using System.Text;

namespace Scim.Protocol.Text;

/// <summary>A text folded into a caller's scratch space, or into a rented array where that is too small.</summary>
internal ref struct FoldedText
{
    /// <summary>Characters of scratch space that hold most values of users and groups.</summary>
    public const int Scratch = 128;

    private char[]? _rented;

    public FoldedText(ReadOnlySpan<char> text, Span<char> scratch)
    {
        if (text.Length > scratch.Length) scratch = _rented = ArrayPool<char>.Shared.Rent(text.Length);

        if (Ascii.ToLower(text, scratch, out int written) == OperationStatus.Done)
        {
            Span = scratch[..written];
            return;
        }

        UnicodeTables tables = UnicodeTables.Instance;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] >= UnicodeTables.CompositionStart)
            {
                Span = FoldPoints(text);
                return;
            }

            scratch[i] = tables.FoldLow(text[i]);
        }

        Span = scratch[..text.Length];
    }

    public ReadOnlySpan<char> Span { get; }

    public void Dispose()
    {
        if (_rented is { } rented) ArrayPool<char>.Shared.Return(rented);
        _rented = null;
    }

    private static string FoldPoints(ReadOnlySpan<char> text)
    {
        UnicodeTables tables = UnicodeTables.Instance;
        var points = new List<int>(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            bool pair = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            points.Add(pair ? char.ConvertToUtf32(text[i], text[++i]) : text[i]);
        }

        CanonicalComposition.Normalize(ref points);
        for (int i = 0; i < points.Count; i++) points[i] = tables.Fold(points[i]);
        CanonicalComposition.Normalize(ref points);

        var folded = new StringBuilder(points.Count + 8);
        foreach (int point in points)
        {
            if (point > char.MaxValue) folded.Append(char.ConvertFromUtf32(point));
            else folded.Append((char)point);
        }

        return folded.ToString();
    }
}
