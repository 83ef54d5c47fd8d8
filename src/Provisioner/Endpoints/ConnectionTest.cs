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
    /// <param name="endpoint">The target.</param>
    /// <param name="mappings">Say by which attributes is looked up.</param>
    /// <param name="withGroups">Whether groups are provisioned at all.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>Null where the connection works, else what is wrong, in words.</returns>
    public static async Task<string?> RunAsync(
        ScimEndpoint endpoint, MappingSet mappings, bool withGroups, CancellationToken cancellationToken)
    {
        string user = LookupQuery.Users(mappings.Users.Matching[0].Target.Text, Guid.NewGuid().ToString());
        string? problem = await ProbeAsync(endpoint, "users", user, cancellationToken);
        if (problem is not null || !withGroups) return problem;

        string group = LookupQuery.Groups(mappings.Groups.Matching[0].Target.Text, Guid.NewGuid().ToString());
        return await ProbeAsync(endpoint, "groups", group, cancellationToken);
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
