using System.Text.Json;
using System.Text.Json.Serialization;

namespace Scim.Provisioning.Mappings;

/// <summary>How the mapping file is read: names in camel case, comments allowed, unknown names refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    PropertyNameCaseInsensitive = true,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(MappingDocument))]
internal sealed partial class MappingJson : JsonSerializerContext;
