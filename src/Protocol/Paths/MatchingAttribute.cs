using Scim.Protocol.Errors;
using Scim.Protocol.Schema;
using Scim.Protos.Schema.V1;

namespace Scim.Protocol.Paths;

/// <summary>The attribute that a connection's resources are matched by.</summary>
public static class MatchingAttribute
{
    /// <summary>
    /// The attribute of a path as administrators write it: <c>userName</c>, <c>name.familyName</c>,
    /// <c>emails[type eq "work"].value</c>, an extension's with or without its URN. A complex attribute stands for its value.
    /// </summary>
    /// <param name="type">The resource type.</param>
    /// <param name="path">The path.</param>
    /// <exception cref="ScimException">400 invalidPath: no attribute, or none whose values can be looked up.</exception>
    public static ScimAttribute Find(ScimResourceType type, string path)
    {
        AttributePath parsed = AttributePathParser.Parse(path);
        string qualified = parsed.Schema is null ? parsed.Attribute! : $"{parsed.Schema}:{parsed.Attribute}";
        ScimAttribute? found = AttributeResolver.Find(type, qualified);
        if (found is not null && parsed.SubAttribute is { } name) found = AttributeResolver.FindSub(found, name);
        if (found is { Type: AttributeType.Complex }) found = found.Value;
        if (found is null) throw ScimException.InvalidPath($"\"{path}\" is no attribute of a {type.Name} with a value of its own.");

        bool comparable = found is { Type: not (AttributeType.Complex or AttributeType.Binary or AttributeType.Boolean), IsStored: true, IsSchemas: false };
        return comparable && found.Returned != Returned.Never
            ? found
            : throw ScimException.InvalidPath($"{type.Name}s cannot be matched by \"{path}\".");
    }
}
