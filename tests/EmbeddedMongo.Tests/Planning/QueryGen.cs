using CsCheck;
using MongoDB.Bson;
using Scim.EmbeddedMongo.Tests.Bson;

namespace Scim.EmbeddedMongo.Tests.Planning;

/// <summary>Random filters, sorts and indexes over documents whose fields are a and b, with x and y inside.</summary>
internal static class QueryGen
{
    private static readonly string[] Paths = ["a", "b", "a.x", "a.y", "b.x"];
    private static readonly string[] Comparisons = ["$eq", "$gt", "$gte", "$lt", "$lte", "$ne"];
    private static readonly BsonValue[] Few =
        [0, 1, 2L, 1.5, 3, "", "a", "ab", "b", BsonNull.Value, true, double.NaN, BsonMinKey.Value, BsonMaxKey.Value, new BsonDateTime(5)];

    public static Gen<string> Path { get; } = Gen.Int[0, Paths.Length - 1].Select(i => Paths[i]);

    public static Gen<BsonValue> Scalar { get; } = Gen.Frequency(
        (6, Gen.Int[0, 2].Select(i => (BsonValue)i)),
        (2, Gen.Int[0, Few.Length - 1].Select(i => Few[i])));

    public static Gen<BsonValue> Value { get; } = Gen.Frequency(
        (8, Scalar),
        (2, Scalar.Array[0, 3].Select(items => (BsonValue)new BsonArray(items))),
        (1, Gen.Const((BsonValue)new BsonArray { new BsonArray { 1 } })),
        (1, BsonGen.Scalar.Where(value => !value.IsBsonRegularExpression)),
        (2, Inner().Select(inner => (BsonValue)inner)));

    public static Gen<BsonDocument> Document { get; } = Gen.Select(Field("a"), Field("b"), (a, b) => new BsonDocument(a.Concat(b)));

    public static Gen<BsonDocument> Filter { get; } = Conjunction(2);

    public static Gen<BsonDocument> Keys { get; } = Gen.Select(Path, Gen.Bool).Array[1, 3].Select(fields =>
        new BsonDocument(fields.DistinctBy(field => field.Item1).Select(field => new BsonElement(field.Item1, field.Item2 ? 1 : -1))));

    private static Gen<BsonDocument> Inner() => Gen.Select(Scalar, Scalar, Gen.Int[0, 7], (x, y, kind) => kind switch
    {
        0 => new BsonDocument(),
        1 => new BsonDocument("x", x),
        2 => new BsonDocument("x", new BsonArray { x, y }),
        _ => new BsonDocument { { "x", x }, { "y", y } },
    });

    private static Gen<BsonElement[]> Field(string name) => Gen.Frequency(
        (1, Gen.Const(System.Array.Empty<BsonElement>())),
        (4, Value.Select(value => new[] { new BsonElement(name, value) })),
        (4, Inner().Array[0, 3].Select(items => new[] { new BsonElement(name, new BsonArray(items)) })));

    private static Gen<BsonDocument> Conjunction(int depth) =>
        Term(depth).Array[0, 4].Select(terms => terms.Length switch
        {
            0 => new BsonDocument(),
            1 => terms[0],
            _ => new BsonDocument("$and", new BsonArray(terms)),
        });

    private static Gen<BsonDocument> Term(int depth)
    {
        Gen<BsonDocument> condition = Gen.Frequency(
            (3, Gen.Select(Path, Scalar, (path, value) => new BsonDocument(path, value))),
            (4, Gen.Select(Path, Condition(), (path, value) => new BsonDocument(path, value))));
        if (depth == 0) return condition;
        return Gen.Frequency(
            (20, condition),
            (1, Conjunction(depth - 1).Array[1, 3].Select(branches => new BsonDocument("$or", new BsonArray(branches)))),
            (1, Conjunction(depth - 1).Array[1, 2].Select(branches => new BsonDocument("$nor", new BsonArray(branches)))));
    }

    private static Gen<BsonValue> Condition()
    {
        Gen<BsonDocument> comparison = Gen.Select(Gen.Int[0, Comparisons.Length - 1], Value, (i, value) => new BsonDocument(Comparisons[i], value));
        Gen<BsonDocument> range = Gen.Select(Scalar, Scalar, (low, high) => new BsonDocument { { "$gte", low }, { "$lt", high } });
        return Gen.Frequency(
            (4, Value),
            (6, comparison.Select(document => (BsonValue)document)),
            (3, range.Select(document => (BsonValue)document)),
            (2, Value.Array[0, 3].Select(items => (BsonValue)new BsonDocument("$in", new BsonArray(items)))),
            (1, Value.Array[0, 3].Select(items => (BsonValue)new BsonDocument("$nin", new BsonArray(items)))),
            (1, comparison.Select(inner => (BsonValue)new BsonDocument("$not", inner))),
            (1, range.Select(inner => (BsonValue)new BsonDocument("$elemMatch", inner))),
            (1, Condition(Gen.Const("x"))),
            (1, Gen.Bool.Select(there => (BsonValue)new BsonDocument("$exists", there))),
            (1, Gen.Const((BsonValue)new BsonDocument("$regex", "^a"))),
            (1, Gen.Const((BsonValue)new BsonDocument("$type", "string"))));
    }

    private static Gen<BsonValue> Condition(Gen<string> field) => Gen.Select(field, Gen.Int[0, Comparisons.Length - 1], Scalar, (name, i, value) =>
        (BsonValue)new BsonDocument("$elemMatch", new BsonDocument(name, new BsonDocument(Comparisons[i], value))));
}
