using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Scim.Protos.Users.V1;

namespace Scim.Users.Users;

/// <summary>Cuts the answer to a mutation down to the fields that the caller asked for, by their first names.</summary>
internal static class AnswerMask
{
    /// <summary>The user with the mask's fields; id and meta are always there, and an empty mask is everything.</summary>
    public static User Apply(User user, FieldMask? mask)
    {
        if (mask is null || mask.Paths.Count == 0) return user;
        HashSet<string> kept = [.. mask.Paths.Select(path => path.Split('.')[0]), "id", "meta"];
        foreach (FieldDescriptor field in User.Descriptor.Fields.InDeclarationOrder())
        {
            if (!kept.Contains(field.Name)) field.Accessor.Clear(user);
        }

        return user;
    }
}
