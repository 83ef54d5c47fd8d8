using Scim.Provisioning.Mappings;
using Scim.Provisioning.Requests;

namespace Scim.Provisioning.Endpoints;

/// <summary>
/// What Entra's Test Connection button does: it looks up a user and a group that cannot exist, by the matching attribute,
/// and both answers have to be 200 with an empty ListResponse.
/// </summary>
internal static class ConnectionTest
{
    /// <summary>Runs the test.</summary>
    /// <returns>Null where the connection works, else what is wrong, in words.</returns>
    public static async Task<string?> RunAsync(ScimEndpoint endpoint, MappingSet mappings, CancellationToken cancellationToken)
    {
        string user = mappings.Users.Matching[0].Target.Text;
        string group = mappings.Groups.Matching[0].Target.Text;
        return await ProbeAsync(endpoint, "users", LookupQuery.Users(user, Guid.NewGuid().ToString()), cancellationToken)
            ?? await ProbeAsync(endpoint, "groups", LookupQuery.Groups(group, Guid.NewGuid().ToString()), cancellationToken);
    }

    private static async Task<string?> ProbeAsync(
        ScimEndpoint endpoint, string what, string query, CancellationToken cancellationToken)
    {
        try
        {
            ScimReply reply = await endpoint.SendAsync(new ScimRequest(HttpMethod.Get, query), cancellationToken);
            int found = LookupReader.List(reply).Count;
            return found == 0 ? null : $"The lookup of {what} that cannot exist found {found}: the endpoint ignores the filter.";
        }
        catch (EndpointException problem)
        {
            return problem.Code switch
            {
                FailureCode.Unauthorized => $"The endpoint refuses the token (HTTP {problem.Status}): {problem.Message}",
                FailureCode.WebExceptionProtocolError => $"The endpoint cannot be reached: {problem.Message}",
                _ => $"The lookup of {what} failed ({problem.Code}): {problem.Message}",
            };
        }
    }
}
