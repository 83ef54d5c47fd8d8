using Scim.Protocol.Schema;

namespace Scim.Storage.Bson;

/// <summary>Whether two owners hold the same stored values, by the table; derived attributes do not count.</summary>
internal static class AttributeComparer
{
    public static bool SameComplex(BsonAttributeTable table, object left, object right)
    {
        foreach (BsonAttribute attribute in table.Items)
        {
            if (!Same(attribute, left, right)) return false;
        }

        return true;
    }

    public static bool Same(BsonAttribute attribute, object left, object right)
    {
        bool assigned = attribute.Accessor.IsAssigned(left);
        if (assigned != attribute.Accessor.IsAssigned(right)) return false;
        if (!assigned) return true;
        if (attribute.Attribute.MultiValued) return SameValues(attribute, left, right);

        return attribute.Attribute.Type switch
        {
            AttributeType.String or AttributeType.Reference =>
                attribute.Accessor.GetString(left) == attribute.Accessor.GetString(right),
            AttributeType.Boolean => attribute.Accessor.GetBoolean(left) == attribute.Accessor.GetBoolean(right),
            _ => SameValue(attribute, attribute.Accessor.GetValue(left)!, attribute.Accessor.GetValue(right)!),
        };
    }

    /// <summary>Whether two values of an attribute are the same.</summary>
    public static bool SameValue(BsonAttribute attribute, object left, object right) =>
        attribute.IsComplex ? SameComplex(attribute.Children, left, right) : left.Equals(right);

    private static bool SameValues(BsonAttribute attribute, object left, object right)
    {
        int count = attribute.Accessor.GetCount(left);
        if (count != attribute.Accessor.GetCount(right)) return false;
        for (int i = 0; i < count; i++)
        {
            if (!SameValue(attribute, attribute.Accessor.GetItem(left, i), attribute.Accessor.GetItem(right, i))) return false;
        }

        return true;
    }
}
