using Google.Protobuf.WellKnownTypes;
using Scim.Protos.Common.V1;
using Scim.Protos.Tokens.V1;

namespace Scim.Admin.Components.Pages;

/// <summary>What people enter of a connection.</summary>
public sealed class ConnectionForm
{
    private static readonly Dictionary<ClientProfile, string> Profiles = new()
    {
        [ClientProfile.Entra] = "Microsoft Entra ID", [ClientProfile.Okta] = "Okta", [ClientProfile.OneLogin] = "OneLogin",
        [ClientProfile.JumpCloud] = "JumpCloud", [ClientProfile.Generic] = "Other", [ClientProfile.Strict] = "Other, strictly by the RFC",
    };

    /// <summary>An empty form.</summary>
    public ConnectionForm()
    {
    }

    /// <summary>A form of what there is.</summary>
    public ConnectionForm(Connection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        Existing = connection;
        (Name, IdentityProvider, Profile) = (connection.DisplayName, connection.IdentityProviderTenantId, connection.ClientProfile);
        (UserMatching, GroupMatching) = (string.Join(", ", connection.UserMatchingAttributes), string.Join(", ", connection.GroupMatchingAttributes));
        (RequestsPerSecond, Queue) = (connection.Limits?.RequestsPerSecond ?? 0, connection.Limits?.QueueLength ?? 0);
        (MaxDeletions, MaxPercent) = (connection.DeletionGuard?.MaxDeletions ?? 0, connection.DeletionGuard?.MaxPercent ?? 0);
    }

    /// <summary>The kinds of clients, with their names.</summary>
    public static IEnumerable<(ClientProfile Profile, string Name)> AllProfiles => Profiles.Select(pair => (pair.Key, pair.Value));

    /// <summary>The connection that is changed; null for a new one.</summary>
    public Connection? Existing { get; }

    public string Name { get; set; } = "";

    public string IdentityProvider { get; set; } = "";

    public ClientProfile Profile { get; set; } = ClientProfile.Entra;

    public string UserMatching { get; set; } = "";

    public string GroupMatching { get; set; } = "";

    public int RequestsPerSecond { get; set; }

    public int Queue { get; set; }

    public int MaxDeletions { get; set; }

    public int MaxPercent { get; set; }

    /// <summary>The name of a kind of client.</summary>
    public static string NameOf(ClientProfile profile) => Profiles.GetValueOrDefault(profile, "Other");

    /// <summary>What is wrong, in a sentence; null where it may be saved.</summary>
    public string? Problem()
    {
        if (Name.Trim().Length == 0) return "Give the connection a name.";
        if (IdentityProvider.Trim().Length > 0 && IdentityProviderId.Problem(IdentityProvider.Trim()) is { } problem) return problem;
        if (RequestsPerSecond < 0 || Queue < 0 || MaxDeletions < 0) return "Limits are not negative; 0 leaves the default.";
        return MaxPercent is < 0 or > 100 ? "A share is between 0 and 100 percent." : null;
    }

    /// <summary>Creates the connection.</summary>
    public CreateConnectionRequest Create(string tenant, string request) =>
        new() { TenantId = tenant, Id = Guid.CreateVersion7().ToString(), RequestId = request, Connection = ToConnection() };

    /// <summary>Changes the connection.</summary>
    public UpdateConnectionRequest Update(string tenant, Connection existing, string request)
    {
        ArgumentNullException.ThrowIfNull(existing);
        return new()
        {
            TenantId = tenant,
            Id = existing.Id,
            RequestId = request,
            IfMatch = existing.Version,
            Connection = ToConnection(),
            UpdateMask = new FieldMask
            {
                Paths =
                {
                    "display_name", "identity_provider_tenant_id", "client_profile", "user_matching_attributes",
                    "group_matching_attributes", "limits", "deletion_guard",
                },
            },
        };
    }

    private static string[] Split(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private Connection ToConnection() => new()
    {
        DisplayName = Name.Trim(),
        IdentityProviderTenantId = IdentityProvider.Trim(),
        ClientProfile = Profile,
        UserMatchingAttributes = { Split(UserMatching) },
        GroupMatchingAttributes = { Split(GroupMatching) },
        Limits = new ConnectionLimits { RequestsPerSecond = RequestsPerSecond, QueueLength = Queue },
        DeletionGuard = new DeletionGuard { MaxDeletions = MaxDeletions, MaxPercent = MaxPercent },
    };
}
