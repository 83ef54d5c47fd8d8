using System.Text.Json;
using System.Text.Json.Serialization;

namespace Scim.Provisioning.Generation;

/// <summary>What directories are made of: names in many scripts with the ASCII spelling that their addresses use.</summary>
internal sealed partial record PeopleData(
    string Domain, IReadOnlyList<PeopleData.Department> Departments, IReadOnlyList<PeopleData.Locale> Locales)
{
    public static PeopleData Read()
    {
        using Stream stream = typeof(PeopleData).Assembly.GetManifestResourceStream("people.json")!;
        return JsonSerializer.Deserialize(stream, PeopleJson.Default.PeopleData)!;
    }

    /// <summary>A department.</summary>
    internal sealed record Department(string Name, string Division, string CostCenter, IReadOnlyList<string> Titles);

    /// <summary>A place and the names of its people; a name is <c>as written|ascii</c>, a city its name, region, code and street.</summary>
    internal sealed record Locale(
        [property: JsonPropertyName("locale")] string Tag,
        string Country,
        string Timezone,
        string Dial,
        IReadOnlyList<IReadOnlyList<string>> Cities,
        IReadOnlyList<string> Given,
        IReadOnlyList<string> Family);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(PeopleData))]
    private sealed partial class PeopleJson : JsonSerializerContext;
}
