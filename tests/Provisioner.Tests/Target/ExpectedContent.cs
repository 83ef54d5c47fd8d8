using System.Text.Json.Nodes;
using Scim.Provisioning.Directories;
using Scim.Provisioning.Scopes;

namespace Scim.Provisioning.Tests.Target;

/// <summary>
/// What the target has to hold for a directory, attribute by attribute. It is worked out here from the promise's table
/// and not by the mapping under test.
/// </summary>
internal static class ExpectedContent
{
    private const string Enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    private static readonly (string Target, string Source)[] Direct =
    [
        ("userName", "userPrincipalName"), ("displayName", "displayName"), ("title", "jobTitle"),
        ("emails[type eq \"work\"].value", "mail"), ("preferredLanguage", "preferredLanguage"),
        ("name.givenName", "givenName"), ("name.familyName", "surname"),
        ("name.honorificPrefix", "honorificPrefix"), ("name.honorificSuffix", "honorificSuffix"),
        ("addresses[type eq \"work\"].formatted", "physicalDeliveryOfficeName"),
        ("addresses[type eq \"work\"].streetAddress", "streetAddress"), ("addresses[type eq \"work\"].locality", "city"),
        ("addresses[type eq \"work\"].region", "state"), ("addresses[type eq \"work\"].postalCode", "postalCode"),
        ("addresses[type eq \"work\"].country", "country"), ("phoneNumbers[type eq \"work\"].value", "telephoneNumber"),
        ("externalId", "mailNickname"), ("nickName", "nickName"), ("userType", "userType"), ("locale", "locale"),
        ("timezone", "timezone"), ($"{Enterprise}:employeeNumber", "employeeId"), ($"{Enterprise}:costCenter", "costCenter"),
        ($"{Enterprise}:organization", "companyName"), ($"{Enterprise}:division", "division"), ($"{Enterprise}:department", "department"),
    ];

    /// <summary>
    /// Compares everything. Users that were never created, because they were disabled from the beginning, and those that
    /// went out of scope, may be there disabled or not at all.
    /// </summary>
    public static void AssertEqual(SourceDirectory directory, Scope scope, IReadOnlyList<JsonObject> users, IReadOnlyList<JsonObject>? groups)
    {
        ScopedDirectory scoped = scope.Apply(directory);
        var byName = users.ToDictionary(user => user["userName"]!.ToString(), StringComparer.OrdinalIgnoreCase);
        var idOf = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (SourceUser user in directory.Users)
        {
            if (byName.TryGetValue(NameOf(user), out JsonObject? found)) idOf[user.Id] = found["id"]!.ToString();
        }

        var expectedIds = new HashSet<string>(StringComparer.Ordinal);
        foreach (SourceUser user in directory.Users)
        {
            bool isActive = scoped.Users.Contains(user.Id) && user.IsEnabled && user.SoftDeletedAt is null;
            if (!idOf.TryGetValue(user.Id, out string? id))
            {
                Assert.False(isActive, $"{user.Name} is missing.");
                continue;
            }

            expectedIds.Add(id);
            JsonObject found = byName[NameOf(user)];
            Assert.Equal(isActive ? "true" : "false", found["active"]!.ToString().ToLowerInvariant());
            if (scoped.Users.Contains(user.Id)) AssertAttributes(user, found, idOf);
        }

        if (groups is not null) AssertGroups(scoped, groups, idOf);
        string[] surplus = [.. users.Where(user => !expectedIds.Contains(user["id"]!.ToString()) && user["active"]!.ToString() != "false").Select(user => user.ToJsonString())];
        Assert.Empty(surplus);
    }

    private static void AssertAttributes(SourceUser user, JsonObject found, Dictionary<string, string> idOf)
    {
        foreach ((string target, string source) in Direct.Where(item => item.Target != "userName"))
        {
            string? expected = user.Attributes.Text(source);
            string? actual = JsonPatch.Read(found, target)?.ToString();
            Assert.True(expected == actual, $"{user.Name} {target}: expected '{expected}', found '{actual}'.");
        }

        string formatted = $"{user.Attributes.Text("givenName")} {user.Attributes.Text("surname")}".Trim();
        Assert.Equal(formatted, JsonPatch.Read(found, "name.formatted")?.ToString() ?? "");
        string? manager = user.ManagerId is { } id ? idOf.GetValueOrDefault(id) : null;
        string? present = JsonPatch.Read(found, $"{Enterprise}:manager")?["value"]?.ToString();
        Assert.True(manager == present, $"{user.Name} manager: expected '{manager}', found '{present}'.");
    }

    private static void AssertGroups(ScopedDirectory scoped, IReadOnlyList<JsonObject> groups, Dictionary<string, string> idOf)
    {
        SourceGroup[] expected = [.. scoped.Directory.Groups.Where(group => scoped.Groups.Contains(group.Id))];
        Assert.Equal(expected.Select(group => group.Name).Order(StringComparer.Ordinal), groups.Select(group => group["displayName"]!.ToString()).Order(StringComparer.Ordinal));
        foreach (SourceGroup group in expected)
        {
            JsonObject found = groups.Single(item => item["externalId"]!.ToString() == group.Id);
            HashSet<string> members = [.. ResourceSet.Members(found)];
            string[] missing = [.. group.MemberIds.Where(scoped.Users.Contains).Where(idOf.ContainsKey).Select(id => idOf[id]).Except(members)];
            string[] surplus = [.. members.Except(group.MemberIds.Where(idOf.ContainsKey).Select(id => idOf[id]))];
            Assert.True(missing.Length == 0 && surplus.Length == 0, $"{group.Name}: missing {missing.Length}, surplus {surplus.Length}: {string.Join(' ', surplus.Take(3))}");
        }
    }

    private static string NameOf(SourceUser user) =>
        user.SoftDeletedAt is null ? user.Name : user.Id.Replace("-", "", StringComparison.Ordinal) + user.Name;
}
