namespace Scim.Protocol.Text;

/// <summary>
/// The one case-folding function of the system: lookup keys, filters, sorting and uniqueness all use it, so that
/// they never disagree about whether two values are equal.
/// <para>
/// fold(x) = NFC(simple case folding(NFC(x))), on Unicode 17.0's own tables. Simple folding maps one code point to
/// one (CaseFolding.txt, statuses C and S): <c>K</c> (Kelvin), <c>ſ</c> and <c>ς</c> become k, s and σ;
/// <c>ẞ</c> becomes ß, which does not become ss; <c>İ</c> and <c>ı</c> stay as they are, in every culture.
/// Canonically equivalent texts (é in one code point or in two) fold to the same; compatibility forms (ﬁ, full width)
/// do not. The result is the same on every machine and under InvariantGlobalization, and fold(fold(x)) = fold(x).
/// Unpaired surrogates are kept.
/// </para>
/// RFC 7644 3.4.2.2 leaves the comparison of attributes with caseExact = false to the provider; RFC 7643 8.7 and
/// RFC 8265 are why case is folded and width is not.
/// </summary>
public static class CaseFold
{
    /// <summary>The version of this function, kept with stored keys: keys of another version are to be rebuilt.</summary>
    public const int Version = 1;

    /// <summary>Folds a text; the same instance is returned where it is folded already.</summary>
    public static string Fold(string text)
    {
        using var folded = new FoldedText(text, stackalloc char[FoldedText.Scratch]);
        return folded.Span.SequenceEqual(text) ? text : folded.Span.ToString();
    }

    /// <summary>Folds a text into a new string.</summary>
    public static string Fold(ReadOnlySpan<char> text)
    {
        using var folded = new FoldedText(text, stackalloc char[FoldedText.Scratch]);
        return folded.Span.ToString();
    }

    /// <summary>Whether two texts are equal when folded.</summary>
    public static bool Equals(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        if (left.SequenceEqual(right)) return true;
        using var other = new FoldedText(right, stackalloc char[FoldedText.Scratch]);
        return EqualsFolded(left, other.Span);
    }

    /// <summary>The order of two texts when folded: negative, zero or positive.</summary>
    public static int Compare(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        using var other = new FoldedText(right, stackalloc char[FoldedText.Scratch]);
        return CompareFolded(left, other.Span);
    }

    /// <summary>Whether the folded text contains the folded part.</summary>
    public static bool Contains(ReadOnlySpan<char> text, ReadOnlySpan<char> part)
    {
        using var other = new FoldedText(part, stackalloc char[FoldedText.Scratch]);
        return ContainsFolded(text, other.Span);
    }

    /// <summary>Whether the folded text starts with the folded part.</summary>
    public static bool StartsWith(ReadOnlySpan<char> text, ReadOnlySpan<char> part)
    {
        using var other = new FoldedText(part, stackalloc char[FoldedText.Scratch]);
        return StartsWithFolded(text, other.Span);
    }

    /// <summary>Whether the folded text ends with the folded part.</summary>
    public static bool EndsWith(ReadOnlySpan<char> text, ReadOnlySpan<char> part)
    {
        using var other = new FoldedText(part, stackalloc char[FoldedText.Scratch]);
        return EndsWithFolded(text, other.Span);
    }

    /// <summary>As <see cref="Equals(ReadOnlySpan{char}, ReadOnlySpan{char})"/>, where the second text is folded already.</summary>
    public static bool EqualsFolded(ReadOnlySpan<char> text, ReadOnlySpan<char> folded)
    {
        using var own = new FoldedText(text, stackalloc char[FoldedText.Scratch]);
        return own.Span.SequenceEqual(folded);
    }

    /// <summary>As <see cref="Compare"/>, where the second text is folded already.</summary>
    public static int CompareFolded(ReadOnlySpan<char> text, ReadOnlySpan<char> folded)
    {
        using var own = new FoldedText(text, stackalloc char[FoldedText.Scratch]);
        return CompareExact(own.Span, folded);
    }

    /// <summary>As <see cref="Contains"/>, where the part is folded already.</summary>
    public static bool ContainsFolded(ReadOnlySpan<char> text, ReadOnlySpan<char> folded)
    {
        using var own = new FoldedText(text, stackalloc char[FoldedText.Scratch]);
        return own.Span.IndexOf(folded) >= 0;
    }

    /// <summary>As <see cref="StartsWith"/>, where the part is folded already.</summary>
    public static bool StartsWithFolded(ReadOnlySpan<char> text, ReadOnlySpan<char> folded)
    {
        using var own = new FoldedText(text, stackalloc char[FoldedText.Scratch]);
        return own.Span.StartsWith(folded);
    }

    /// <summary>As <see cref="EndsWith"/>, where the part is folded already.</summary>
    public static bool EndsWithFolded(ReadOnlySpan<char> text, ReadOnlySpan<char> folded)
    {
        using var own = new FoldedText(text, stackalloc char[FoldedText.Scratch]);
        return own.Span.EndsWith(folded);
    }

    /// <summary>
    /// The order of two texts by code point, without folding: the order of their UTF-8 bytes, which is the order a
    /// database keeps them in. UTF-16 order differs from it for code points above U+FFFF.
    /// </summary>
    public static int CompareExact(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        int common = left.CommonPrefixLength(right);
        if (common == left.Length || common == right.Length) return left.Length - right.Length;
        return CodePointOrder(left[common]) - CodePointOrder(right[common]);
    }

    // Surrogates stand for code points above all others: move them behind U+E000 to U+FFFF.
    private static int CodePointOrder(char unit) => char.IsSurrogate(unit) ? unit + 0x10000 : unit;
}
