using Scim.Provisioning.Directories;

namespace Scim.Provisioning.Generation;

/// <summary>Makes users: the same ones for the same random numbers.</summary>
internal sealed class PersonGenerator(PeopleData data, Random random)
{
    private const int DirectReports = 7;
    private const double Guests = 0.03;
    private const double Disabled = 0.02;

    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Notes a name that is taken, where users are added to a directory that exists.</summary>
    public void Take(string userPrincipalName) => _names.Add(userPrincipalName);

    /// <summary>Makes the next user.</summary>
    /// <param name="index">The user's number, from 0.</param>
    /// <param name="before">The users made before, of whom one is the manager: they form a tree.</param>
    public SourceUser Next(int index, IReadOnlyList<SourceUser> before)
    {
        PeopleData.Locale locale = Pick(data.Locales);
        PeopleData.Department department = Pick(data.Departments);
        string[] given = Pick(locale.Given).Split('|');
        string[] family = Pick(locale.Family).Split('|');
        bool isGuest = random.NextDouble() < Guests;
        string alias = Alias($"{given[1]}.{family[1]}", isGuest);
        string id = NewId(random);
        var values = new List<KeyValuePair<string, object?>>
        {
            new("objectId", id),
            new("userPrincipalName", Principal(alias, isGuest)),
            new("mailNickname", alias),
            new("mail", isGuest ? $"{alias}@partner.example" : $"{alias}@{data.Domain}"),
            new("displayName", $"{given[0]} {family[0]}"),
            new("givenName", given[0]),
            new("surname", family[0]),
            new("userType", isGuest ? "Guest" : "Member"),
            new("accountEnabled", random.NextDouble() >= Disabled),
            new("employeeId", isGuest ? null : $"E{index + 100_000}"),
            new("department", department.Name),
            new("division", department.Division),
            new("costCenter", department.CostCenter),
            new("companyName", isGuest ? "Partner GmbH & Co. KG" : "Contoso"),
            new("jobTitle", Pick(department.Titles)),
            new("preferredLanguage", locale.Tag),
            new("locale", locale.Tag),
            new("timezone", locale.Timezone),
        };
        AddOptional(values, locale, given[0]);
        return new SourceUser(id, new AttributeBag(values), before.Count == 0 || isGuest ? null : Manager(index, before));
    }

    public static string NewId(Random random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes).ToString();
    }

    public T Pick<T>(IReadOnlyList<T> list) => list[random.Next(list.Count)];

    // Real directories have gaps.
    private void AddOptional(List<KeyValuePair<string, object?>> values, PeopleData.Locale locale, string given)
    {
        IReadOnlyList<string> city = Pick(locale.Cities);
        if (random.NextDouble() < 0.8) values.Add(new("telephoneNumber", locale.Dial + random.Next(1_000, 9_999)));
        if (random.NextDouble() < 0.1) values.Add(new("honorificPrefix", Pick<string>(["Dr.", "Prof. Dr.", "Ms.", "Mr."])));
        if (random.NextDouble() < 0.05) values.Add(new("honorificSuffix", Pick<string>(["Jr.", "PhD", "III"])));
        if (random.NextDouble() < 0.2) values.Add(new("nickName", given + "ie"));
        if (random.NextDouble() < 0.1) return;

        values.Add(new("city", city[0]));
        values.Add(new("state", city[1]));
        values.Add(new("postalCode", city[2]));
        values.Add(new("streetAddress", $"{city[3]} {random.Next(1, 200)}"));
        values.Add(new("country", locale.Country));
        values.Add(new("physicalDeliveryOfficeName", $"{city[0]}/{random.Next(1, 40)}"));
    }

    private string Alias(string wanted, bool isGuest)
    {
        string alias = wanted;
        for (int number = 2; !_names.Add(Principal(alias, isGuest)); number++) alias = $"{wanted}{number}";
        return alias;
    }

    // A guest's name holds a '#', which has to be encoded in lookups.
    private string Principal(string alias, bool isGuest) =>
        isGuest ? $"{alias}_partner.example#EXT#@{data.Domain}" : $"{alias}@{data.Domain}";

    private static string Manager(int index, IReadOnlyList<SourceUser> before) =>
        before[Math.Min((index - 1) / DirectReports, before.Count - 1)].Id;
}
