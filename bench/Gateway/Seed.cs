using System.Globalization;

namespace Scim.Gateway.Bench;

/// <summary>The users of the benchmark: what Entra's default mapping sends of one.</summary>
internal static class Seed
{
    /// <summary>In the user that is copied; the number of a copy takes its place.</summary>
    public const string Mark = "user0000000";

    public static string UserName(int number) => $"{Number(number)}@contoso.com";

    /// <summary>In the order of numbers, as ids of version 7 are in the order of time.</summary>
    public static string Id(int number) => string.Create(CultureInfo.InvariantCulture, $"01900000-0000-7000-8000-{number:D12}");

    public static string Number(int number) => string.Create(CultureInfo.InvariantCulture, $"user{number:D7}");

    public static string Json(string userName) =>
        $$$"""
        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],
         "externalId":"ext-{{{userName}}}","userName":"{{{userName}}}","active":true,"displayName":"{{{userName}}} Vance","title":"Engineer",
         "preferredLanguage":"en-US","name":{"formatted":"Adele Vance","familyName":"Vance","givenName":"Adele"},
         "emails":[{"type":"work","value":"{{{userName}}}","primary":true}],
         "addresses":[{"type":"work","formatted":"18/2111","streetAddress":"1 Way","locality":"Seattle","region":"WA","postalCode":"98101","country":"US"}],
         "phoneNumbers":[{"type":"work","value":"+1 206 555 0100"},{"type":"mobile","value":"+1 206 555 0101"}],
         "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"employeeNumber":"{{{userName}}}","department":"Engineering","costCenter":"4130","organization":"Contoso"}}
        """;
}
