using MongoDB.Bson;
using Scim.Protocol.Schema;
using Scim.Protos.Schema.V1;

namespace Scim.Storage.Filters;

/// <summary>A filter, or a part of one, as a condition of the database.</summary>
/// <param name="Condition">What every match fulfils; null where that is nothing.</param>
/// <param name="Exact">Whether whatever fulfils the condition also matches. Otherwise the evaluator has to decide.</param>
internal sealed record QueryPart(BsonDocument? Condition, bool Exact)
{
    /// <summary>Nothing is known: every resource may match.</summary>
    public static QueryPart Unknown { get; } = new(null, Exact: false);

    /// <summary>The lookup keys of which a match has one; null where the filter says nothing of keys.</summary>
    public IReadOnlyList<string>? Keys { get; init; }

    /// <summary>What a lookup key of each match begins with; null where the filter says nothing of that.</summary>
    public string? Prefix { get; init; }

    /// <summary>How few matches the keys let expect: the smaller, the fewer.</summary>
    public int KeyRank { get; init; } = int.MaxValue;

    /// <summary>A condition that says all.</summary>
    public static QueryPart Of(string path, BsonValue condition) => new(new BsonDocument(path, condition), Exact: true);

    /// <summary>A condition that lets others through too.</summary>
    public static QueryPart AtLeast(string path, BsonValue condition) => new(new BsonDocument(path, condition), Exact: false);

    /// <summary>The same condition, with a key that leads to the matches.</summary>
    public QueryPart WithKey(string key, ScimAttribute attribute) => this with
    {
        Keys = [key],
        KeyRank = attribute.Uniqueness != Uniqueness.None ? 0 : attribute.Type == AttributeType.Boolean ? 2 : 1,
    };

    /// <summary>All parts hold.</summary>
    public static QueryPart And(QueryPart[] parts)
    {
        QueryPart? keyed = parts.Where(part => part.Keys is not null).MinBy(part => part.KeyRank);
        BsonArray conditions = [.. parts.Where(part => part.Condition is not null).Select(part => part.Condition)];
        return new QueryPart(Join("$and", conditions), Array.TrueForAll(parts, part => part.Exact))
        {
            Keys = keyed?.Keys,
            KeyRank = keyed?.KeyRank ?? int.MaxValue,
            Prefix = parts.Select(part => part.Prefix).MaxBy(prefix => prefix?.Length ?? 0),
        };
    }

    /// <summary>One part holds.</summary>
    public static QueryPart Or(QueryPart[] parts)
    {
        bool bounded = Array.TrueForAll(parts, part => part.Condition is not null);
        bool keyed = Array.TrueForAll(parts, part => part.Keys is not null);
        return new QueryPart(
            bounded ? Join("$or", [.. parts.Select(part => part.Condition)]) : null,
            bounded && Array.TrueForAll(parts, part => part.Exact))
        {
            Keys = keyed ? [.. parts.SelectMany(part => part.Keys!).Distinct()] : null,
            KeyRank = parts.Max(part => part.KeyRank),
        };
    }

    /// <summary>The part does not hold: only an exact condition can be turned round.</summary>
    public static QueryPart Not(QueryPart part) => part is { Exact: true, Condition: not null }
        ? new QueryPart(new BsonDocument("$nor", new BsonArray { part.Condition }), Exact: true)
        : Unknown;

    private static BsonDocument? Join(string operation, BsonArray conditions) => conditions.Count switch
    {
        0 => null,
        1 => conditions[0].AsBsonDocument,
        _ => new BsonDocument(operation, conditions),
    };
}
