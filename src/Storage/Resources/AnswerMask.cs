using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Scim.Storage.Resources;

/// <summary>Cuts the answer to a mutation down to the fields that the caller asked for, by their first names.</summary>
public static class AnswerMask
{
    private const string Extensions = "extensions";

    /// <summary>The resource with the mask's fields; id and meta are always there, and an empty mask is everything.</summary>
    /// <typeparam name="T">The resource's message.</typeparam>
    public static T Apply<T>(T resource, FieldMask? mask)
        where T : class, IMessage<T>
    {
        if (mask is null || mask.Paths.Count == 0) return resource;
        HashSet<string> kept = [.. mask.Paths.Select(First), "id", "meta"];
        if (HasExtensions(resource.Descriptor, mask)) kept.Add(Extensions);
        foreach (FieldDescriptor field in resource.Descriptor.Fields.InDeclarationOrder())
        {
            if (!kept.Contains(field.Name)) field.Accessor.Clear(resource);
        }

        return resource;
    }

    /// <summary>Whether a mask asks for values of custom extensions: it is empty, or has names that the message does not have.</summary>
    public static bool HasExtensions(MessageDescriptor message, FieldMask? mask) =>
        mask is null || mask.Paths.Count == 0
        || mask.Paths.Select(First).Any(name => name == Extensions || message.FindFieldByName(name) is null);

    private static string First(string path) => path.Split('.')[0];
}
