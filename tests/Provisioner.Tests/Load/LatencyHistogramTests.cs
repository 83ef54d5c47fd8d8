using Scim.Provisioning.Load;

namespace Scim.Provisioning.Tests.Load;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void Percentile_OfManyValues_IsWithinThreePercent()
    {
        var histogram = new LatencyHistogram();
        for (int i = 1; i <= 100_000; i++) histogram.Record(TimeSpan.FromMicroseconds(i * 10));

        Assert.Equal(100_000, histogram.Count);
        Assert.Equal(TimeSpan.FromSeconds(1), histogram.Max);
        foreach (double share in new[] { 0.01, 0.5, 0.9, 0.99, 0.999, 1 })
            Assert.InRange(histogram.Percentile(share).TotalMicroseconds, share * 1_000_000 * 0.999, share * 1_000_000 * 1.033);
        Assert.Equal(100_000, histogram.Octaves().Sum(octave => octave.Count));
    }

    [Fact]
    public void Percentile_OfNothingAndOfHugeValues_IsDefined()
    {
        var histogram = new LatencyHistogram();
        Assert.Equal(TimeSpan.Zero, histogram.Percentile(0.5));

        histogram.Record(TimeSpan.FromDays(1));
        histogram.Record(TimeSpan.FromTicks(-1));

        Assert.Equal(TimeSpan.FromDays(1), histogram.Max);
        Assert.Equal(TimeSpan.Zero, histogram.Percentile(0.5));
    }

    [Theory]
    [InlineData("lookup=1", 0.99, LoadRequestKind.Lookup)]
    [InlineData("lookup=50, update=30, MEMBER=20", 0.49, LoadRequestKind.Lookup)]
    [InlineData("lookup=50,update=30,member=20", 0.79, LoadRequestKind.Update)]
    [InlineData("lookup=50,update=30,member=20", 0.81, LoadRequestKind.Member)]
    internal void Pick_ByWeights_DividesTheRange(string mix, double chance, LoadRequestKind expected)
    {
        Assert.Equal(expected, LoadMix.Parse(mix).Pick(chance));
    }

    [Theory]
    [InlineData("")]
    [InlineData("lookup")]
    [InlineData("lookup=x")]
    [InlineData("nothing=1")]
    [InlineData("1=1")]
    [InlineData("lookup=0")]
    public void Parse_OfABadMix_Refuses(string mix)
    {
        Assert.Throws<FormatException>(() => LoadMix.Parse(mix));
    }
}
