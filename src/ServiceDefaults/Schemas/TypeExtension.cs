using Scim.Protocol.Schema;
using Declared = Scim.Protos.Tokens.V1.SchemaExtension;

namespace Scim.ServiceDefaults.Schemas;

/// <summary>A schema extension with the type that it extends.</summary>
/// <param name="ResourceType">The type's name.</param>
/// <param name="Extension">The extension.</param>
public sealed record TypeExtension(string ResourceType, CustomExtension Extension)
{
    /// <summary>Reads the extension of a message.</summary>
    /// <exception cref="Protocol.Errors.ScimException">400: no such schema; all failures are told together.</exception>
    public static TypeExtension Of(Declared message) =>
        new(message.ResourceType, CustomExtension.Parse(message.DefinitionJson.Memory, message.Required, message.IndexedAttributes));
}
