using Scim.Protos.Tokens.V1;

namespace Scim.Admin.Components.Pages;

/// <summary>What people enter of a tenant's single sign-on.</summary>
public sealed class SignOnForm
{
    private const string DefaultClaim = "oid";
    private const string DefaultAttribute = "externalId";

    /// <summary>A form of what there is; of a tenant's only connection where none is chosen yet.</summary>
    public SignOnForm(SignOn settings, IReadOnlyList<Connection> connections)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(connections);
        (Enabled, Issuer, ClientId, Contact, HasSecret) = (settings.Enabled, settings.Issuer, settings.ClientId, settings.Contact, settings.HasClientSecret);
        ConnectionId = settings.ConnectionId.Length > 0 || connections.Count != 1 ? settings.ConnectionId : connections[0].Id;
        Claim = settings.Claim.Length > 0 ? settings.Claim : DefaultClaim;
        Attribute = settings.Attribute.Length > 0 ? settings.Attribute : DefaultAttribute;
        Version = settings.Version;
    }

    /// <summary>The attributes that a claim may be compared with.</summary>
    public static IReadOnlyList<string> Attributes { get; } = [DefaultAttribute, "id", "userName"];

    public bool Enabled { get; set; }

    public string ConnectionId { get; set; }

    public string Issuer { get; set; }

    public string ClientId { get; set; }

    public string Secret { get; set; } = "";

    public bool HasSecret { get; }

    public bool RemoveSecret { get; set; }

    public string Claim { get; set; }

    public string Attribute { get; set; }

    public string Contact { get; set; }

    private string Version { get; }

    /// <summary>Saves it.</summary>
    public ReplaceSignOnRequest Save(string tenant, string request)
    {
        var save = new ReplaceSignOnRequest
        {
            TenantId = tenant,
            RequestId = request,
            IfMatch = Version,
            SignOn = new SignOn
            {
                Enabled = Enabled,
                ConnectionId = ConnectionId,
                Issuer = Issuer.Trim(),
                ClientId = ClientId.Trim(),
                Claim = Claim.Trim(),
                Attribute = Attribute,
                Contact = Contact.Trim(),
            },
        };
        if (Secret.Length > 0) save.ClientSecret = Secret;
        else if (RemoveSecret) save.ClientSecret = "";
        return save;
    }
}
