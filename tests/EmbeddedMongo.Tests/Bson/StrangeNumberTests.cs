using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;

namespace Scim.EmbeddedMongo.Tests.Bson;

/// <summary>Numbers that hostile messages had: none of them ends in an exception.</summary>
public sealed class StrangeNumberTests
{
    [Theory]
    [InlineData("1.9", 1)]
    [InlineData("-1.9", -1)]
    [InlineData("2E3", 2000)]
    [InlineData("1E-6176", 0)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("9223372036854775808", long.MaxValue)]
    [InlineData("-9E6111", long.MinValue)]
    [InlineData("NaN", 0)]
    [InlineData("-Infinity", long.MinValue)]
    public void Clamped_Decimal_IsTheNearestWholeNumber(string value, long expected) =>
        Assert.Equal(expected, NumberCast.Clamped(new BsonDecimal128(Decimal128.Parse(value))));

    [Fact]
    public void Truncate_DecimalOfNoCanonicalForm_IsZero() =>
        Assert.Equal(0, NumberCast.Truncate(new BsonDecimal128(Decimal128.FromIEEEBits(0xDFFFED09BEAD87C0, 0x728D8E63FFFFFFFF))));

    [Fact]
    public void Add_BeyondTheLargestDecimal_IsInfinity()
    {
        var least = new BsonDecimal128(Decimal128.Parse("-9.999999999999999999999999999999999E+6144"));

        Assert.True(Decimal128.IsNegativeInfinity(BsonArithmetic.Add(least, least)!.AsDecimal128));
    }
}
