using Google.Protobuf;
using Google.Protobuf.Collections;
using Scim.Protocol.Schema;
using Scim.Protos.Common.V1;
using Scim.Storage.Bson;

namespace Scim.Storage.Indexes;

/// <summary>Makes the lookup keys of a resource.</summary>
internal static class LookupKeys
{
    /// <summary>
    /// The keys that a resource has to have: one for each value of each attribute of the plan, and those stored keys
    /// that the plan does not decide about.
    /// </summary>
    public static List<string> Collect<T>(KeyPlan plan, ScimResourceType type, T resource, IReadOnlyList<string> stored)
        where T : class, IMessage<T>, new()
    {
        var keys = new List<string>(plan.Attributes.Count + 2);
        foreach (ScimAttribute attribute in plan.Attributes)
        {
            if (attribute == type.ExternalId) AddExternalIds(keys, attribute, ResourceFields<T>.ExternalIds(resource));
            else AddValues(keys, attribute, resource, attribute.Depth);
        }

        foreach (string key in stored)
        {
            if (!plan.Decides(key)) Add(keys, key);
        }

        return keys;
    }

    private static void AddExternalIds(List<string> keys, ScimAttribute attribute, RepeatedField<ExternalId> externalIds)
    {
        foreach (ExternalId externalId in externalIds)
        {
            Add(keys, LookupKey.OfExternalId(attribute, externalId.ConnectionId, externalId.Value));
        }
    }

    // Goes from the resource down to the attribute through the ancestor of each depth.
    private static void AddValues(List<string> keys, ScimAttribute attribute, object owner, int above)
    {
        ScimAttribute step = attribute;
        for (int i = 0; i < above; i++) step = step.Parent!;
        if (!step.Accessor.IsAssigned(owner)) return;

        if (!step.MultiValued)
        {
            AddValue(keys, attribute, step.Accessor.GetValue(owner)!, above);
            return;
        }

        int count = step.Accessor.GetCount(owner);
        for (int i = 0; i < count; i++) AddValue(keys, attribute, step.Accessor.GetItem(owner, i), above);
    }

    private static void AddValue(List<string> keys, ScimAttribute attribute, object value, int above)
    {
        if (above == 0) Add(keys, LookupKey.Of(attribute, value));
        else AddValues(keys, attribute, value, above - 1);
    }

    private static void Add(List<string> keys, string key)
    {
        if (!keys.Contains(key)) keys.Add(key);
    }
}
