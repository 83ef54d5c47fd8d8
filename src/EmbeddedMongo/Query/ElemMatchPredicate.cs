using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;

namespace Scim.EmbeddedMongo.Query;

/// <summary>One element satisfies the whole condition: a filter on its fields, or operators on the element itself.</summary>
internal sealed class ElemMatchPredicate(QueryNode condition, bool onFields) : ValuePredicate
{
    public QueryNode Condition => condition;

    /// <summary>True where the condition is a filter on the element's fields.</summary>
    public bool OnFields => onFields;

    public override bool TraversesArrays => false;

    public override bool Matches(BsonSlice value) => IndexOf(value) >= 0;

    /// <summary>The first element that matches, or -1.</summary>
    public int IndexOf(BsonSlice value)
    {
        if (value.Type != BsonType.Array) return -1;

        int index = 0;
        var elements = new BsonElements(value.Bytes);
        while (elements.MoveNext())
        {
            if (MatchesElement(elements.Value)) return index;
            index++;
        }

        return -1;
    }

    private bool MatchesElement(BsonSlice element)
    {
        if (!onFields) return condition.MatchesElement(element);
        return element.Type is BsonType.Document or BsonType.Array && condition.Matches(element.Bytes);
    }
}
