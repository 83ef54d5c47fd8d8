using System.Text.Json.Nodes;

namespace Scim.Provisioning.Tests.Target;

/// <summary>A request as it came over the wire.</summary>
/// <param name="Method">The method.</param>
/// <param name="Target">Path and query, not decoded.</param>
/// <param name="Body">The JSON body, or null.</param>
/// <param name="Headers">The headers.</param>
internal sealed record RecordedRequest(string Method, string Target, JsonNode? Body, IReadOnlyDictionary<string, string> Headers)
{
    public bool IsWrite => Method != "GET";

    public override string ToString() => Body is null ? $"{Method} {Target}" : $"{Method} {Target} {Body.ToJsonString()}";
}
