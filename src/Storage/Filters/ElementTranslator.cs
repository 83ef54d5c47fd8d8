using Scim.Protocol.Filters;
using Scim.Protocol.Schema;
using Scim.Storage.Bson;
using Scim.Storage.Indexes;

namespace Scim.Storage.Filters;

/// <summary>Translates the filter within brackets into the condition of an <c>$elemMatch</c>, whose names are the element's own.</summary>
internal sealed class ElementTranslator(KeyPlan plan)
{
    public QueryPart Translate(BoundFilter filter) => filter switch
    {
        BoundAnd and => QueryPart.And([.. and.Operands.Select(Translate)]),
        BoundOr or => QueryPart.Or([.. or.Operands.Select(Translate)]),
        BoundNot not => QueryPart.Not(Translate(not.Operand)),
        BoundCompare { Steps.Length: 1 } compare when IsStored(compare.Attribute) => Compare(compare),
        BoundPresent { Steps.Length: 1 } present when IsStored(present.Attribute) =>
            QueryPart.AtLeast(StoredName.Escape(present.Attribute.StorageName), Comparison.Exists),
        _ => QueryPart.Unknown,
    };

    private static bool IsStored(ScimAttribute attribute) => attribute is { Derived: false, Discarded: false };

    private QueryPart Compare(BoundCompare compare)
    {
        ScimAttribute attribute = compare.Attribute;
        QueryPart condition = Comparison.Of(StoredName.Escape(attribute.StorageName), compare, attribute.MultiValued);
        return LookupKey.Of(plan, compare) is { } key ? condition.WithKey(key, attribute) : condition;
    }
}
