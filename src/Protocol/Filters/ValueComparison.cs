using Google.Protobuf;
using Scim.Protocol.Schema;
using Scim.Protocol.Text;

namespace Scim.Protocol.Filters;

/// <summary>Compares one value with an operand by the attribute's type and caseExact.</summary>
internal static class ValueComparison
{
    /// <summary>Compares an owner's single value, which is assigned, unboxed.</summary>
    public static bool Holds(ScimAttribute attribute, FilterOperator operation, FilterOperand operand, object owner) => attribute.Type switch
    {
        AttributeType.Boolean => Of(operation, attribute.Accessor.GetBoolean(owner).CompareTo(operand.Boolean)),
        AttributeType.Integer => Number(operation, attribute.Accessor.GetInteger(owner), operand),
        AttributeType.Decimal => Of(operation, attribute.Accessor.GetDecimal(owner).CompareTo(operand.Decimal)),
        AttributeType.DateTime => Of(operation, attribute.Accessor.GetDateTime(owner).CompareTo(operand.DateTime)),
        AttributeType.Binary => Binary(operation, attribute.Accessor.GetBinary(owner), operand),
        _ => Text(attribute, operation, attribute.Accessor.GetString(owner), operand.Text),
    };

    /// <summary>Compares one of several simple values.</summary>
    public static bool HoldsBoxed(ScimAttribute attribute, FilterOperator operation, FilterOperand operand, object value) => value switch
    {
        bool boolean => Of(operation, boolean.CompareTo(operand.Boolean)),
        long integer => Number(operation, integer, operand),
        double number => Of(operation, number.CompareTo(operand.Decimal)),
        DateTimeOffset time => Of(operation, time.CompareTo(operand.DateTime)),
        ByteString binary => Binary(operation, binary, operand),
        _ => Text(attribute, operation, (string)value, operand.Text),
    };

    private static bool Number(FilterOperator operation, long value, FilterOperand operand) =>
        Of(operation, operand.Integer is { } integer ? value.CompareTo(integer) : ((double)value).CompareTo(operand.Decimal));

    private static bool Binary(FilterOperator operation, ByteString value, FilterOperand operand) =>
        value.Equals(operand.Binary) == (operation == FilterOperator.Equal);

    private static bool Text(ScimAttribute attribute, FilterOperator operation, string value, string text) => operation switch
    {
        FilterOperator.Contains => attribute.CaseExact ? value.Contains(text, StringComparison.Ordinal) : CaseFold.ContainsFolded(value, text),
        FilterOperator.StartsWith => attribute.CaseExact ? value.StartsWith(text, StringComparison.Ordinal) : CaseFold.StartsWithFolded(value, text),
        FilterOperator.EndsWith => attribute.CaseExact ? value.EndsWith(text, StringComparison.Ordinal) : CaseFold.EndsWithFolded(value, text),
        FilterOperator.Equal => attribute.CaseExact ? value == text : CaseFold.EqualsFolded(value, text),
        FilterOperator.NotEqual => attribute.CaseExact ? value != text : !CaseFold.EqualsFolded(value, text),
        _ => Of(operation, attribute.CaseExact ? CaseFold.CompareExact(value, text) : CaseFold.CompareFolded(value, text)),
    };

    private static bool Of(FilterOperator operation, int order) => operation switch
    {
        FilterOperator.Equal => order == 0,
        FilterOperator.NotEqual => order != 0,
        FilterOperator.GreaterThan => order > 0,
        FilterOperator.GreaterOrEqual => order >= 0,
        FilterOperator.LessThan => order < 0,
        _ => order <= 0,
    };
}
