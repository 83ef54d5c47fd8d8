using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Indexes;

namespace Scim.EmbeddedMongo.Query;

/// <summary>One of a list of values, or a match of one of its regular expressions.</summary>
internal sealed class InPredicate : ValuePredicate
{
    [ThreadStatic]
    private static KeyWriter? _writer;

    private readonly byte[][] _keys;
    private readonly RegexPredicate[] _regexes;
    private readonly bool _hasNull;

    public InPredicate(IEnumerable<BsonValue> values, RegexPredicate[] regexes)
    {
        Values = [.. values];
        _regexes = regexes;
        _keys = [.. Values.Select(Key).DistinctBy(Convert.ToHexString)];
        Array.Sort(_keys, static (left, right) => left.AsSpan().SequenceCompareTo(right));
        _hasNull = Values.Any(value => value.IsBsonNull);
    }

    public IReadOnlyList<BsonValue> Values { get; }

    public IReadOnlyList<RegexPredicate> Regexes => _regexes;

    public override bool Matches(BsonSlice value)
    {
        if (value.Type.Class() == BsonTypeClass.Undefined) return _hasNull;
        if (Contains(value)) return true;
        foreach (RegexPredicate regex in _regexes)
        {
            if (regex.Matches(value)) return true;
        }

        return false;
    }

    private static byte[] Key(BsonValue value)
    {
        var writer = new KeyWriter();
        writer.Value(BsonMaterializer.FirstValue(BsonMaterializer.Wrap(value)));
        return writer.ToArray();
    }

    private bool Contains(BsonSlice value)
    {
        if (_keys.Length == 0) return false;

        KeyWriter writer = _writer ??= new KeyWriter();
        writer.Clear();
        writer.Value(value);
        ReadOnlySpan<byte> key = writer.Written;
        int low = 0;
        int high = _keys.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            int order = key.SequenceCompareTo(_keys[middle]);
            if (order == 0) return true;
            if (order < 0) high = middle - 1;
            else low = middle + 1;
        }

        return false;
    }
}
