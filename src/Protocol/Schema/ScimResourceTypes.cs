
namespace Scim.Protocol.Schema;

/// <summary>The resource types that every tenant has, without custom extensions.</summary>
public static class ScimResourceTypes
{
    /// <summary>Users with the Enterprise extension.</summary>
    public static ScimResourceType User { get; } = ScimResourceType.FromDescriptor(Protos.Users.V1.User.Descriptor);

    /// <summary>Groups.</summary>
    public static ScimResourceType Group { get; } = ScimResourceType.FromDescriptor(Protos.Groups.V1.Group.Descriptor);

    /// <summary>The type of a name as in <c>meta.resourceType</c>, case-sensitive; null where there is none.</summary>
    public static ScimResourceType? Find(string name) => name switch
    {
        "User" => User,
        "Group" => Group,
        _ => null,
    };
}
