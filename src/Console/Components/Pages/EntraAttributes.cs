namespace Scim.Admin.Components.Pages;

/// <summary>The attributes that a provisioning connection keeps in step, with Entra's default source of each.</summary>
internal static class EntraAttributes
{
    private const string Enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:";

    public static IReadOnlyList<(string Scim, string Entra)> Users { get; } =
    [
        ("userName", "userPrincipalName"), ("active", "Switch([IsSoftDeleted], , \"False\", \"True\", \"True\", \"False\")"),
        ("displayName", "displayName"), ("title", "jobTitle"), ("emails[type eq \"work\"].value", "mail"),
        ("preferredLanguage", "preferredLanguage"), ("name.givenName", "givenName"), ("name.familyName", "surname"),
        ("name.formatted", "Join(\" \", [givenName], [surname])"), ("name.honorificPrefix", "–"), ("name.honorificSuffix", "–"),
        ("addresses[type eq \"work\"].formatted", "physicalDeliveryOfficeName"), ("addresses[type eq \"work\"].streetAddress", "streetAddress"),
        ("addresses[type eq \"work\"].locality", "city"), ("addresses[type eq \"work\"].region", "state"),
        ("addresses[type eq \"work\"].postalCode", "postalCode"), ("addresses[type eq \"work\"].country", "country"),
        ("phoneNumbers[type eq \"work\"].value", "telephoneNumber"), ("externalId", "objectId"), ("nickName", "mailNickname"),
        ("userType", "userType"), ("locale", "usageLocation"), ("timezone", "–"), (Enterprise + "employeeNumber", "employeeId"),
        (Enterprise + "costCenter", "employeeOrgData.costCenter"), (Enterprise + "organization", "companyName"),
        (Enterprise + "division", "employeeOrgData.division"), (Enterprise + "department", "department"),
    ];

    public static IReadOnlyList<(string Scim, string Entra)> Groups { get; } =
        [("displayName", "displayName"), ("members", "members"), ("externalId", "objectId")];
}
