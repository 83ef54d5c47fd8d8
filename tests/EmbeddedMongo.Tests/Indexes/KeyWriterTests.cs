using CsCheck;
using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Indexes;
using Scim.EmbeddedMongo.Tests.Bson;

namespace Scim.EmbeddedMongo.Tests.Indexes;

public sealed class KeyWriterTests
{
    [Fact]
    public void Value_OfRandomPairs_OrdersAsBson()
    {
        Gen.Select(BsonGen.Value, BsonGen.Value).Sample(
            (left, right) => Math.Sign(Key(left).AsSpan().SequenceCompareTo(Key(right))) == Math.Sign(BsonOrder.Compare(left, right)),
            iter: 20_000);
    }

    [Fact]
    public void Value_OfRandomTriples_IsATotalOrder()
    {
        Gen.Select(BsonGen.Value, BsonGen.Value, BsonGen.Value).Sample(
            (a, b, c) => BsonOrder.Compare(a, b) > 0 || BsonOrder.Compare(b, c) > 0 || BsonOrder.Compare(a, c) <= 0,
            iter: 20_000);
    }

    [Fact]
    public void Component_OfTwoDescending_OrdersBackwards()
    {
        Gen.Select(BsonGen.Value, BsonGen.Value, BsonGen.Value, BsonGen.Value).Sample(
            (a, b, c, d) =>
            {
                int first = -Math.Sign(BsonOrder.Compare(a, c));
                int expected = first != 0 ? first : Math.Sign(BsonOrder.Compare(b, d));
                return Math.Sign(Compound(a, b).AsSpan().SequenceCompareTo(Compound(c, d))) == expected;
            },
            iter: 20_000);
    }

    [Fact]
    public void SliceOrder_OfRandomPairs_AgreesWithBsonOrder()
    {
        Gen.Select(BsonGen.Value, BsonGen.Value).Sample(
            (left, right) => Math.Sign(SliceOrder.Compare(Slice(left), Slice(right))) == Math.Sign(BsonOrder.Compare(left, right)),
            iter: 20_000);
    }

    [Fact]
    public void GetHashCode_OfEqualValues_IsEqual()
    {
        Gen.Select(BsonGen.Value, BsonGen.Value).Sample(
            (left, right) => !BsonOrder.Equal(left, right)
                || BsonOrder.Instance.GetHashCode(left) == BsonOrder.Instance.GetHashCode(right),
            iter: 20_000);
    }

    [Fact]
    public void ToBsonValue_OfRandomDocuments_IsWhatWasWritten()
    {
        BsonGen.Document(2).Sample(document => BsonMaterializer.Document(document.ToBson()).ToBson().SequenceEqual(document.ToBson()));
    }

    private static BsonSlice Slice(BsonValue value) => BsonMaterializer.FirstValue(BsonMaterializer.Wrap(value));

    private static byte[] Key(BsonValue value)
    {
        var writer = new KeyWriter();
        writer.Value(Slice(value));
        return writer.ToArray();
    }

    private static byte[] Compound(BsonValue first, BsonValue second)
    {
        var writer = new KeyWriter();
        writer.Component(Slice(first), descending: true);
        writer.Component(Slice(second), descending: false);
        return writer.ToArray();
    }
}
