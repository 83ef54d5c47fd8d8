using System.Text;
using CsCheck;
using Scim.Protocol.Tests.Filters;
using Scim.Protocol.Text;

namespace Scim.Protocol.Tests.Text;

public sealed class CaseFoldTests
{
    public static TheoryData<string, string> Folds() => new()
    {
        { "", "" },
        { "BJensen@Example.COM", "bjensen@example.com" },
        { "ÅÉÜ", "åéü" },
        { "\u017F", "s" }, // long s
        { "\u212A", "k" }, // Kelvin
        { "\u212B", "å" }, // Angstrom
        { "ΣΑΣ", "σασ" },
        { "σας", "σασ" }, // final sigma
        { "ẞ", "ß" },
        { "STRASSE", "strasse" },
        { "straße", "straße" },
        { "\u0130", "\u0130" }, // dotted capital I has no simple folding but the Turkish one
        { "I\u0307", "\u0130" }, // its canonical equivalent
        { "\u0131", "\u0131" }, // dotless i
        { "µ", "μ" }, // micro sign
        { "Ǆǅǆ", "ǆǆǆ" },
        { "E\u0301", "é" },
        { "\u00C9", "é" },
        { "q\u0307\u0323", "q\u0323\u0307" }, // marks in canonical order
        { "\uFB01", "\uFB01" }, // a ligature is a compatibility form
        { "Ａ", "ａ" }, // full width is kept
        { "ПРИВЕТ", "привет" },
        { "\U00010400", "\U00010428" }, // Deseret
        { "\u1100\u1161\u11A8", "각" }, // Hangul jamo
        { "\u0958", "\u0915\u093C" }, // excluded from composition
        { "\u13A0\uAB70", "\u13A0\u13A0" }, // Cherokee folds to capitals
        { "A\uD800B", "a\uD800b" },
    };

    [Theory]
    [MemberData(nameof(Folds))]
    public void Fold_Text_GivesItsFoldedForm(string text, string folded)
    {
        Assert.Equal(folded, CaseFold.Fold(text));
        Assert.True(CaseFold.Equals(text, folded));
        Assert.Equal(0, CaseFold.Compare(text, folded));
    }

    [Fact]
    public void Fold_OfFoldedText_IsTheSameInstance()
    {
        string text = "bjensen";

        Assert.Same(text, CaseFold.Fold(text));
    }

    [Fact]
    public void Fold_OfEveryCasedOrComposedCodePoint_IsIdempotent()
    {
        string[] followers = ["", "\u0301", "\u0345", "\u0308\u0301", "\u0323", "\u1161"];
        for (int point = 0; point < 0x20000; point++)
        {
            if (point is >= 0xD800 and <= 0xDFFF) continue;
            string symbol = char.ConvertFromUtf32(point);
            foreach (string follower in followers)
            {
                string folded = CaseFold.Fold(symbol + follower);
                if (CaseFold.Fold(folded) != folded) Assert.Fail($"U+{point:X} {follower}");
            }
        }
    }

    [Fact]
    public void Fold_OfAnyText_IsIdempotentAndDecidesEquality()
    {
        Gen.String.Sample(text =>
        {
            string folded = CaseFold.Fold(text);
            Assert.Equal(folded, CaseFold.Fold(folded));
            Assert.Equal(folded, CaseFold.Fold(text.AsSpan()));
            Assert.True(CaseFold.Equals(text, folded));
            Assert.True(CaseFold.StartsWith(text, folded) && CaseFold.EndsWith(text, folded) && CaseFold.Contains(text, folded));
        }, iter: 10_000);
    }

    [Fact]
    public void Fold_LongText_IsFoldedWhole()
    {
        string text = new('É', 10_000);

        Assert.Equal(new string('é', 10_000), CaseFold.Fold(text));
        Assert.True(CaseFold.EndsWith(text + "X", "éx"));
    }

    [Fact]
    public void CompareExact_OfAnyTexts_IsTheOrderOfTheirBytes()
    {
        Gen<string> rune = FilterGen.OneOfConst("a", "b", "\u00E9", "\uD7FF", "\uE000", "\uFFFF", "\U00010000", "\U0010FFFF");
        Gen<string> text = rune.Array[0, 5].Select(runes => string.Concat(runes));
        Gen.Select(text, text).Sample((left, right) =>
            Math.Sign(CaseFold.CompareExact(left, right))
            == Math.Sign(Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right))));
    }

    [Theory]
    [InlineData("Example.COM", "example", true, true, false)]
    [InlineData("Example.COM", ".com", true, false, true)]
    [InlineData("Example.COM", "MPLE.", true, false, false)]
    [InlineData("Example.COM", "org", false, false, false)]
    [InlineData("Caf\u00E9", "fe\u0301", true, false, true)]
    [InlineData("Caf\u00E9", "cafe", false, false, false)]
    [InlineData("x", "", true, true, true)]
    public void ContainsStartsWithEndsWith_OfFoldedTexts_AreAsFolded(string text, string part, bool contains, bool starts, bool ends)
    {
        Assert.Equal(
            (contains, starts, ends),
            (CaseFold.Contains(text, part), CaseFold.StartsWith(text, part), CaseFold.EndsWith(text, part)));
    }

    [Fact]
    public void Equals_AsciiText_AllocatesNothing()
    {
        bool equal = CaseFold.Equals("BJensen@Example.com", "bjensen@example.COM");
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) equal &= CaseFold.Equals("BJensen@Example.com", "bjensen@example.COM");

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(equal);
    }
}
