using Google.Protobuf;
using MongoDB.Bson;
using Scim.Protocol.Errors;
using Scim.Protocol.Filters;
using Scim.Protocol.Schema;
using Scim.Storage.Bson;
using Scim.Storage.Indexes;
using Scim.Storage.Resources;

namespace Scim.Storage.Filters;

/// <summary>
/// Translates a bound filter into a condition of the database that every match fulfils, with a lookup key where the
/// filter asks for equality of an attribute that has keys. Where the condition is not exact, the caller lets
/// <see cref="FilterEvaluator"/> decide about each candidate, so that both always agree.
/// </summary>
internal sealed class FilterTranslator<T>(ResourceLayout<T> layout, KeyPlan plan, StoreCall call)
    where T : class, IMessage<T>, new()
{
    private const string ConnectionId = "connection_id";

    /// <summary>The condition of a filter, without the tenant.</summary>
    public QueryPart Translate(BoundFilter filter) => filter switch
    {
        BoundAnd and => QueryPart.And([.. and.Operands.Select(Translate)]),
        BoundOr or => QueryPart.Or([.. or.Operands.Select(Translate)]),
        BoundNot not => QueryPart.Not(Translate(not.Operand)),
        BoundCompare compare => Compare(compare),
        BoundPresent present => Present(present),
        BoundValuePath path => ValuePath(path),
        _ => QueryPart.Unknown,
    };

    /// <summary>The attributes that a filter needs to be evaluated.</summary>
    public static IEnumerable<ScimAttribute> Attributes(BoundFilter filter) => filter switch
    {
        BoundAnd and => and.Operands.SelectMany(Attributes),
        BoundOr or => or.Operands.SelectMany(Attributes),
        BoundNot not => Attributes(not.Operand),
        BoundCompare compare => [compare.Attribute],
        BoundPresent present => [present.Attribute],
        BoundValuePath path => [path.Attribute],
        _ => [],
    };

    private QueryPart Compare(BoundCompare compare)
    {
        ScimAttribute attribute = compare.Attribute;
        if (attribute == layout.Type.Id) return CompareId(compare);
        if (attribute == layout.Type.ExternalId) return CompareExternalId(compare);
        if (attribute == layout.Created) return Comparison.Of(DocumentFields.Created, compare, several: false);
        if (attribute == layout.LastModified) return Comparison.Of(DocumentFields.Modified, compare, several: false);
        if (layout.FindStored(attribute) is not { } stored) return NotStored(attribute);

        QueryPart condition = Comparison.Of(stored.Path, compare, HasSeveral(compare.Steps));
        return LookupKey.Of(plan, compare) is { } key
            ? condition.WithKey(key, attribute)
            : condition with { Prefix = LookupKey.PrefixOf(plan, compare) };
    }

    private QueryPart CompareId(BoundCompare compare)
    {
        string documentId = TenantScope.DocumentId(call.TenantId, compare.Operand.Text);
        return compare.Operator switch
        {
            FilterOperator.Equal => QueryPart.Of(DocumentFields.Id, documentId),
            FilterOperator.NotEqual => QueryPart.Of(DocumentFields.Id, new BsonDocument("$ne", documentId)),
            _ => QueryPart.Unknown,
        };
    }

    private QueryPart CompareExternalId(BoundCompare compare)
    {
        if (compare.Operator == FilterOperator.NotEqual) return QueryPart.Unknown;

        QueryPart value = Comparison.Of("value", compare, several: false);
        var element = new BsonDocument(ConnectionId, call.ConnectionId);
        if (value.Condition is not null) element.Merge(value.Condition);
        var condition = new QueryPart(new BsonDocument(DocumentFields.ExternalIds, new BsonDocument("$elemMatch", element)), value.Exact);
        return compare.Operator == FilterOperator.Equal && plan.IsReady(compare.Attribute)
            ? condition.WithKey(LookupKey.OfExternalId(compare.Attribute, call.ConnectionId, compare.Operand.Text), compare.Attribute)
            : condition;
    }

    private QueryPart Present(BoundPresent present)
    {
        ScimAttribute attribute = present.Attribute;
        if (attribute == layout.Type.ExternalId)
        {
            var own = new BsonDocument { { ConnectionId, call.ConnectionId }, { "value", new BsonDocument("$gt", "") } };
            return QueryPart.Of(DocumentFields.ExternalIds, new BsonDocument("$elemMatch", own));
        }

        if (layout.FindStored(attribute) is not { } stored) return NotStored(attribute);
        return attribute.Type switch
        {
            AttributeType.String or AttributeType.Reference when attribute.MultiValued => QueryPart.AtLeast(stored.Path, Comparison.Exists),
            AttributeType.String or AttributeType.Reference => QueryPart.Of(stored.Path, new BsonDocument("$gt", "")),
            AttributeType.Complex => QueryPart.AtLeast(stored.Path, Comparison.Exists),
            _ => QueryPart.Of(stored.Path, Comparison.Exists),
        };
    }

    private QueryPart ValuePath(BoundValuePath path)
    {
        if (layout.FindStored(path.Attribute) is not { } stored) return NotStored(path.Attribute);

        QueryPart inner = new ElementTranslator(plan).Translate(path.Filter);
        if (!path.Attribute.MultiValued || HasSeveral(path.Steps[..^1]))
        {
            return QueryPart.AtLeast(stored.Path, Comparison.Exists) with { Keys = inner.Keys, KeyRank = inner.KeyRank };
        }

        QueryPart condition = inner.Condition is null
            ? QueryPart.AtLeast(stored.Path, Comparison.Exists)
            : new QueryPart(new BsonDocument(stored.Path, new BsonDocument("$elemMatch", inner.Condition)), inner.Exact);
        return condition with { Keys = inner.Keys, KeyRank = inner.KeyRank };
    }

    // Groups of a user are told by another service: an answer from here would be wrong without a word.
    private static QueryPart NotStored(ScimAttribute attribute) =>
        attribute is { Derived: true, IsSchemas: false, Type: AttributeType.Complex } or { Parent: { Derived: true, IsSchemas: false } }
            ? throw ScimException.InvalidFilter($"Filters on {attribute.Path} are not supported.")
            : QueryPart.Unknown;

    private static bool HasSeveral(IEnumerable<ScimAttribute> steps) => steps.Any(step => step.MultiValued);
}
