using Google.Protobuf.WellKnownTypes;
using Scim.Protocol.Errors;
using Scim.Protocol.Paths;
using Scim.Protos.Tokens.V1;
using Scim.ServiceDefaults.Schemas;
using Scim.Tokens.Federations;

namespace Scim.Tokens.Connections;

/// <summary>The settings of a connection that its administrators may change, and their bounds.</summary>
internal sealed class ConnectionSettings(FederationSettings federations)
{
    private const int MaxAttributes = 5;

    private static readonly string[] Settable =
    [
        "display_name", "identity_provider_tenant_id", "client_profile", "user_matching_attributes", "group_matching_attributes",
        "limits", "deletion_guard", "federations", "accept_entra_tokens",
    ];

    /// <summary>Takes the named settings from one connection into another, of a tenant with these resource types.</summary>
    public void Apply(Connection from, Connection to, IReadOnlyCollection<string> paths, TenantTypes types)
    {
        if (paths.FirstOrDefault(path => !Settable.Contains(path)) is { } other)
            throw ScimException.InvalidPath($"\"{other}\" cannot be updated.");

        Federation[] before = [.. to.Federations];
        new FieldMask { Paths = { paths } }.Merge(from, to, new FieldMask.MergeOptions
        {
            ReplaceMessageFields = true,
            ReplaceRepeatedFields = true,
            ReplacePrimitiveFields = true,
        });
        Check(to, types);
        if (paths.Contains("federations")) federations.Complete(to.Federations, before);
    }

    /// <summary>Takes all settings.</summary>
    public void ApplyAll(Connection from, Connection to, TenantTypes types) => Apply(from, to, Settable, types);

    private static void Check(Connection connection, TenantTypes types)
    {
        if (connection.DisplayName.Length is 0 or > 200) throw ScimException.InvalidValue("A connection's name has 1 to 200 characters.");
        if (connection.IdentityProviderTenantId.Length > 200) throw ScimException.InvalidValue("An identity provider's tenant ID has at most 200 characters.");
        if (!System.Enum.IsDefined(connection.ClientProfile)) throw ScimException.InvalidValue("The client profile is unknown.");
        if (connection.UserMatchingAttributes.Count > MaxAttributes || connection.GroupMatchingAttributes.Count > MaxAttributes)
            throw ScimException.InvalidValue($"A connection has at most {MaxAttributes} matching attributes of each kind.");
        foreach (string path in connection.UserMatchingAttributes) MatchingAttribute.Find(types.User, path);
        foreach (string path in connection.GroupMatchingAttributes) MatchingAttribute.Find(types.Group, path);
        if (connection.Limits is { } limits && (limits.RequestsPerSecond | limits.QueueLength) < 0)
            throw ScimException.InvalidValue("A limit is 0 or more.");
        if (connection.DeletionGuard is { } guard && (guard.MaxDeletions < 0 || guard.MaxPercent is < 0 or > 100))
            throw ScimException.InvalidValue("The deletion guard takes a number of 0 or more and a percentage of 0 to 100.");
    }
}
