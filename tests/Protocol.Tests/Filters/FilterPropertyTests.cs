using CsCheck;
using Scim.Protocol.Errors;
using Scim.Protocol.Filters;

namespace Scim.Protocol.Tests.Filters;

public sealed class FilterPropertyTests
{
    [Fact]
    public void Parse_TextOfAnyTree_GivesTheSameText()
    {
        FilterGen.Filter.Sample(tree =>
        {
            string text = tree.ToString();
            FilterExpression again = FilterParser.Parse(text);
            return again.ToString() == text && again.Equals(FilterParser.Parse(again.ToString()));
        }, iter: 5_000);
    }

    [Fact]
    public void Parse_AnyText_ThrowsNothingButScimException()
    {
        FilterGen.Noise.Sample(text =>
        {
            try
            {
                FilterExpression tree = FilterParser.Parse(text);
                Assert.Equal(tree, FilterParser.Parse(tree.ToString()));
            }
            catch (ScimException error)
            {
                Assert.Equal(ScimErrorType.InvalidFilter, error.Type);
            }
        }, iter: 10_000);
    }
}
