using Scim.Provisioning.Mappings;
using Scim.Provisioning.States;

namespace Scim.Provisioning.Cycles;

/// <summary>What the source wants of one object.</summary>
/// <param name="Key">The object.</param>
/// <param name="Name">Its name in the source.</param>
/// <param name="Status">What it is to become at the target; without meaning for a deletion.</param>
/// <param name="Mapped">Its mapped values; null for a deletion.</param>
/// <param name="Digest">Changes when anything does that would have to be sent.</param>
internal sealed record ObjectPlan(ObjectKey Key, string? Name, ObjectStatus Status, MappedObject? Mapped, string Digest)
{
    public bool IsDeletion => Mapped is null;

    /// <summary>Whether the object has to be created where the target does not have it.</summary>
    public bool IsCreated => Status == ObjectStatus.InScope && Mapped is not null;

    public static ObjectPlan Deletion(ObjectKey key, string? name) => new(key, name, ObjectStatus.InScope, null, "deleted");
}
