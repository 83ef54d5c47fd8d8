using System.Text.Json;
using Scim.Provisioning.Mappings;
using Scim.Provisioning.Requests;
using Scim.Provisioning.States;

namespace Scim.Provisioning.Cycles;

/// <summary>What differs between the mapped values of an object and the target's resource.</summary>
internal static class AttributeComparison
{
    /// <summary>
    /// The attributes to send. An object that went out of scope is only disabled. Values are compared exactly, as
    /// Entra stores and compares them verbatim.
    /// </summary>
    public static List<AttributeChange> Differences(ObjectPlan plan, JsonElement resource)
    {
        MappedObject mapped = plan.Mapped!;
        var changes = new List<AttributeChange>();
        for (int i = 0; i < mapped.Values.Count; i++)
        {
            AttributeMapping mapping = mapped.Mapping.Attributes[i];
            if (mapping.Apply == ApplyWhen.OnCreate) continue;
            if (plan.Status == ObjectStatus.OutOfScope && !ReferenceEquals(mapping, mapped.Mapping.Active)) continue;

            object? wanted = mapped.Values[i];
            if (wanted is null && mapping.Clearing == WhenNull.Skip) continue;

            object? present = mapping.Target.Read(resource);
            if (!Equals(wanted, present)) changes.Add(new AttributeChange(mapping.Target, present, wanted, mapping.Clearing));
        }

        return changes;
    }
}
