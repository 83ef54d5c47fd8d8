namespace Scim.Protocol.Filters;

/// <summary>The grammar of JSON numbers, RFC 8259 section 6.</summary>
internal static class JsonNumber
{
    /// <summary>Whether a whole word is a number: no leading zeros or plus, digits on both sides of a dot.</summary>
    public static bool IsNumber(ReadOnlySpan<char> word)
    {
        if (word.StartsWith("-")) word = word[1..];

        int digits = Digits(word);
        if (digits == 0 || (digits > 1 && word[0] == '0')) return false;
        word = word[digits..];

        if (word.StartsWith("."))
        {
            digits = Digits(word[1..]);
            if (digits == 0) return false;
            word = word[(digits + 1)..];
        }

        if (word.IsEmpty) return true;
        if (word[0] is not ('e' or 'E')) return false;
        word = word[1..];
        if (!word.IsEmpty && word[0] is '+' or '-') word = word[1..];
        return Digits(word) is > 0 and var exponent && exponent == word.Length;
    }

    private static int Digits(ReadOnlySpan<char> word)
    {
        int other = word.IndexOfAnyExceptInRange('0', '9');
        return other < 0 ? word.Length : other;
    }
}
