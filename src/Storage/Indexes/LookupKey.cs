using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Scim.Protocol.Filters;
using Scim.Protocol.Schema;
using Scim.Protocol.Text;

namespace Scim.Storage.Indexes;

/// <summary>
/// The text of a lookup key: <c>"{attribute number}\0{value}"</c>, the value folded unless the attribute is caseExact.
/// A long value is represented by its SHA-256, so that index entries stay small; whoever looks up by a key compares
/// the found resource itself.
/// </summary>
internal static class LookupKey
{
    private const int LongestValue = 256;
    private const string Separator = "\0";
    private const string Shortened = "\u0001";

    /// <summary>Whether values of the attribute can have keys.</summary>
    public static bool IsPossible(ScimAttribute attribute) =>
        attribute is { Type: not (AttributeType.Complex or AttributeType.Binary), IsSchemas: false, Derived: false, Discarded: false };

    /// <summary>The key of a value as messages hold it.</summary>
    public static string Of(ScimAttribute attribute, object value) => Join(attribute.NumberPath, Text(attribute, value));

    /// <summary>The key that a comparison asks for; null where it asks for none, or not every resource has it.</summary>
    public static string? Of(KeyPlan plan, BoundCompare compare)
    {
        ScimAttribute attribute = compare.Attribute;
        if (compare.Operator != FilterOperator.Equal || !plan.IsReady(attribute)) return null;

        object? value = (attribute.Type, compare.Operand.Value) switch
        {
            (AttributeType.Decimal, long whole) => (double)whole,
            (AttributeType.Integer, double) => null,
            (_, var any) => any,
        };
        return value is null ? null : Of(attribute, value);
    }

    /// <summary>What the keys of all matches begin with, but for those of long values; null where the comparison says nothing of that.</summary>
    public static string? PrefixOf(KeyPlan plan, BoundCompare compare)
    {
        ScimAttribute attribute = compare.Attribute;
        if (compare is not { Operator: FilterOperator.StartsWith, Operand.Value: string { Length: > 0 } text } || !plan.IsReady(attribute)) return null;
        string begin = attribute.CaseExact ? text : CaseFold.Fold(text);
        return begin.Length <= LongestValue ? string.Concat(attribute.NumberPath, Separator, begin) : null;
    }

    /// <summary>What the keys of long values begin with, of the attribute that a prefix is of.</summary>
    public static string LongPrefixOf(string prefix) => string.Concat(Number(prefix), Separator, Shortened);

    /// <summary>The key of an identifier that a connection gave.</summary>
    public static string OfExternalId(ScimAttribute attribute, string connectionId, string value) =>
        Join(attribute.NumberPath, string.Concat(connectionId, "\0", value));

    /// <summary>The folded or exact value, shortened as keys are.</summary>
    public static string Text(ScimAttribute attribute, object value) => Shorten(value switch
    {
        string text => attribute.CaseExact ? text : CaseFold.Fold(text),
        bool flag => flag ? "true" : "false",
        long integer => integer.ToString(CultureInfo.InvariantCulture),
        double real => real.ToString("R", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
        _ => throw new ArgumentException($"A {value.GetType()} has no key.", nameof(value)),
    });

    /// <summary>The attribute number that a key begins with.</summary>
    public static ReadOnlySpan<char> Number(string key) => key.AsSpan(0, Math.Max(key.IndexOf('\0'), 0));

    private static string Join(string number, string text) => string.Concat(number, Separator, Shorten(text));

    private static string Shorten(string text) => text.Length <= LongestValue
        ? text
        : string.Concat(Shortened, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
}
