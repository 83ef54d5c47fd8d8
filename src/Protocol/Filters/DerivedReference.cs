using Scim.Protocol.Schema;

namespace Scim.Protocol.Filters;

/// <summary>
/// URIs that are written for clients and stored nowhere: a filter on one is a filter on the identifier in its last
/// segment. <c>members.$ref</c> stands for <c>members.value</c>, <c>meta.location</c> for <c>id</c>.
/// </summary>
internal static class DerivedReference
{
    /// <summary>The attribute that holds the identifier; null where the attribute is no such URI.</summary>
    public static ScimAttribute? Target(ScimAttribute attribute, ScimResourceType? type)
    {
        if (!attribute.Derived || attribute.Type != AttributeType.Reference || attribute.IsSchemas)
        {
            return null;
        }

        return attribute.Parent == type?.Meta && type is not null ? type.Id : attribute.Parent?.Value;
    }

    /// <summary>The identifier in a URI, or the text where it is none.</summary>
    public static string Id(string uri) => uri[(uri.TrimEnd('/').LastIndexOf('/') + 1)..].TrimEnd('/');
}
