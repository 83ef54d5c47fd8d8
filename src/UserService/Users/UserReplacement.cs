using Scim.Protocol.Schema;
using Scim.Protocol.Validation;
using Scim.Protos.Users.V1;

namespace Scim.Users.Users;

/// <summary>What PUT makes of a user (RFC 7644 section 3.5.1).</summary>
internal static class UserReplacement
{
    /// <summary>The given user with what only the service says of the current one.</summary>
    public static User Of(ScimResourceType type, User current, User given)
    {
        User next = given.Clone();
        next.Id = current.Id;
        next.Meta = current.Meta;
        next.LastChange = current.LastChange;
        next.ExternalIds.Add(current.ExternalIds);
        ExtensionValues.KeepUnseen(type, current, next);
        ResourceValidator.Check(type, current, next);
        return next;
    }
}
