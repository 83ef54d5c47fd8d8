using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Scim.Conformance.Tests.Clients;

/// <summary>An attribute that Entra's default mapping synchronises: a line of Data/clients/entra-gallery/attributes.tsv.</summary>
/// <param name="Resource">User or Group.</param>
/// <param name="Path">The path as the mapping has it.</param>
internal sealed partial record MappedAttribute(string Resource, string Path)
{
    private const string Enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    /// <summary>Whether the path is a key in a value without a path; one with a filter is not.</summary>
    public bool IsKey => !Path.Contains('[', StringComparison.Ordinal);

    public static IEnumerable<MappedAttribute> All([CallerFilePath] string here = "") =>
        from line in File.ReadLines(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(here)!, "../Data/clients/entra-gallery/attributes.tsv"))
        let parts = line.Split('\t')
        select new MappedAttribute(parts[0], parts[1]);

    /// <summary>The value of the attribute in a resource; null where it has none.</summary>
    public JsonNode? Of(JsonNode resource)
    {
        bool extension = Path.StartsWith(Enterprise + ":", StringComparison.Ordinal);
        Match match = Local().Match(extension ? Path[(Enterprise.Length + 1)..] : Path);
        (string name, string type, string sub) = (match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value);
        JsonNode? value = (extension ? resource[Enterprise] : resource)?[name];
        if (type.Length > 0) value = value?.AsArray().FirstOrDefault(item => (string?)item!["type"] == type);
        return sub.Length > 0 ? value?[sub] : value;
    }

    [GeneratedRegex("""^([A-Za-z]+)(?:\[type eq "(\w+)"\])?(?:\.(\w+))?$""")]
    private static partial Regex Local();
}
