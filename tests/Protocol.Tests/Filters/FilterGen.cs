using CsCheck;
using Scim.Protocol.Filters;
using Scim.Protocol.Paths;

namespace Scim.Protocol.Tests.Filters;

/// <summary>Random filters, and random texts that look like filters.</summary>
internal static class FilterGen
{
    public static readonly Gen<string> Word = OneOfConst("userName", "a", "$ref", "x-1_b", "not", "or", "value", "type", "primary");

    public static readonly Gen<AttributeName> Name = Gen.Select(
        OneOfConst<string?>(null, null, "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User", "urn:x:1.0"),
        Word,
        Gen.OneOf(Gen.Const(() => (string?)null), Word.Select(word => (string?)word)),
        (schema, attribute, sub) => new AttributeName(schema, attribute, sub));

    public static readonly Gen<FilterValue> Value = Gen.OneOf(
        Gen.String.Select(FilterValue.String),
        Gen.Long.Select(value => FilterValue.Number($"{value}")),
        Gen.Decimal.Select(value => FilterValue.Number($"{value}")),
        OneOfConst(FilterValue.True, FilterValue.False, FilterValue.Null));

    public static readonly Gen<FilterExpression> Filter = Tree(3, valuePaths: true);

    /// <summary>Filters as they stand inside brackets.</summary>
    public static readonly Gen<FilterExpression> ValueFilter = Tree(2, valuePaths: false);

    public static readonly Gen<string> Noise = Gen.OneOf(
        Gen.String,
        OneOfConst(
            "userName", " ", "eq", " and ", " or ", "not", "(", ")", "[", "]", "\"", "\\", "\"x\"", "\\u00", "1", "-", ".", ":",
            "urn:", "true", "null", "pr", "\0", "é", "\uD800", ",", "\u0345", "2.0", "$ref", "emails[type eq \"work\"]")
            .Array[0, 12].Select(parts => string.Concat(parts)));

    /// <summary>One of some values.</summary>
    public static Gen<T> OneOfConst<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static Gen<FilterExpression> Tree(int depth, bool valuePaths)
    {
        Gen<FilterExpression> leaf = Gen.OneOf(
            Gen.Select(Name, Gen.Int[0, 8], Value, (name, op, value) => (FilterExpression)new CompareFilter(name, (FilterOperator)op, value)),
            Name.Select(name => (FilterExpression)new PresentFilter(name)));
        if (depth == 0) return leaf;

        Gen<FilterExpression> nested = Tree(depth - 1, valuePaths);
        Gen<FilterExpression[]> operands = nested.Array[2, 4];
        Gen<FilterExpression> group = Gen.OneOf(
            leaf,
            operands.Select(items => (FilterExpression)new AndFilter(items)),
            operands.Select(items => (FilterExpression)new OrFilter(items)),
            nested.Select(item => (FilterExpression)new NotFilter(item)));
        if (!valuePaths) return group;

        Gen<FilterExpression> path = Gen.Select(Name, Tree(1, valuePaths: false), (name, inner) =>
            (FilterExpression)new ValuePathFilter(name with { SubAttribute = null }, inner));
        return Gen.OneOf(group, path);
    }
}
