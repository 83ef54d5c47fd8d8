using Google.Protobuf.Collections;
using Microsoft.Extensions.Options;
using Scim.Protocol.Errors;
using Scim.Protos.Common.V1;
using Scim.Protos.Tokens.V1;
using Scim.Tokens.Clients;

namespace Scim.Tokens.Federations;

/// <summary>What a connection's federations may be.</summary>
internal sealed class FederationSettings(IOptions<FederationOptions> options)
{
    private const int MaxFederations = 5;
    private const int MaxAudiences = 10;
    private const int MaxText = 500;

    /// <summary>Checks federations as they were set, and gives new ones their ids.</summary>
    /// <exception cref="ScimException">400 with a sentence that says what is wrong.</exception>
    public void Complete(RepeatedField<Federation> set, IReadOnlyCollection<Federation> before)
    {
        if (set.Count > MaxFederations) throw ScimException.InvalidValue($"A connection has at most {MaxFederations} federations.");

        foreach (Federation federation in set)
        {
            Check(federation);
            federation.ClientId = federation.ClientId.Length > 0
                ? before.Any(old => old.ClientId == federation.ClientId) ? federation.ClientId : throw ScimException.InvalidValue("A federation's client_id is chosen by the service.")
                : before.FirstOrDefault(old => old.Issuer == federation.Issuer && old.Subject == federation.Subject)?.ClientId ?? Guid.NewGuid().ToString();
        }

        if (set.DistinctBy(federation => federation.ClientId).Count() < set.Count) throw ScimException.InvalidValue("Two federations have the same issuer and subject.");
    }

    private void Check(Federation federation)
    {
        if (federation.Issuer.Length is 0 or > MaxText || federation.Subject.Length is 0 or > MaxText || federation.JwksUri.Length > MaxText
            || federation.Audiences.Count is 0 or > MaxAudiences || federation.Audiences.Any(audience => audience.Length is 0 or > MaxText)
            || federation.Scope is not (Scope.Read or Scope.Write))
            throw ScimException.InvalidValue($"A federation needs an issuer, a subject, 1 to {MaxAudiences} audiences and a scope, each of at most {MaxText} characters.");

        AccessTokenLifetime.Check(federation.AccessTokenLifetime);
        foreach (string url in federation.JwksUri.Length > 0 ? (string[])[federation.Issuer, federation.JwksUri] : [federation.Issuer])
        {
            if (!options.Value.Allows(url))
                throw ScimException.InvalidValue($"\"{url}\" is no https URL on a host that this deployment allows. An operator can add the host to Federation:AllowedHosts.");
        }
    }
}
