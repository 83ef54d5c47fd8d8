using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Scim.Protocol.Discovery;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Tests.Discovery;

public sealed class DiscoveryDocumentTests
{
    private const string BaseUrl = "https://scim.example.com/v2";

    // Where the documents say more or other than RFC 7643 section 8.7.1; docs/conformance.md gives the reasons.
    private static readonly Dictionary<string, string> Differences = new(StringComparer.Ordinal)
    {
        ["urn:ietf:params:scim:schemas:core:2.0:Group displayName required"] = "True",
    };

    private static readonly string[] Additions = ["addresses.primary", "externalId", "externalId", "members.display"];

    public static TheoryData<string> RfcAttributes() =>
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Data", "rfc7643-8.7.1.tsv")).Where(line => line[0] != '#')];

    [Theory]
    [MemberData(nameof(RfcAttributes))]
    public void Schemas_EachAttributeOfTheRfc_HasItsCharacteristics(string line)
    {
        string[] rfc = line.Split('\t');
        JsonObject attribute = Attribute(Document(rfc[0]), rfc[1]);

        Check(rfc, "type", (string?)attribute["type"], rfc[2]);
        Check(rfc, "multiValued", attribute["multiValued"]!.GetValue<bool>().ToString(), (rfc[3] == "multi").ToString());
        Check(rfc, "required", attribute["required"]!.GetValue<bool>().ToString(), (rfc[4] == "required").ToString());
        if (rfc[5] is "caseIgnore" or "-")
        {
            Check(rfc, "caseExact", ((bool?)attribute["caseExact"])?.ToString() ?? "-", rfc[5] == "-" ? "-" : "False");
        }

        Check(rfc, "mutability", (string?)attribute["mutability"], rfc[6]);
        Check(rfc, "returned", (string?)attribute["returned"], rfc[7]);
        Check(rfc, "uniqueness", (string?)attribute["uniqueness"], rfc[8]);
        Check(rfc, "canonicalValues", Join(attribute["canonicalValues"]), rfc[9]);
        Check(rfc, "referenceTypes", Join(attribute["referenceTypes"]), rfc[10]);
        Assert.NotEmpty((string?)attribute["description"] ?? "");
    }

    [Fact]
    public void Schemas_BeyondTheRfc_HaveTheListedAdditionsOnly()
    {
        var rfc = RfcAttributes().Select(row => row.Data.Split('\t')).Select(row => $"{row[0]} {row[1]}").ToHashSet(StringComparer.Ordinal);

        IEnumerable<string> additions = Schemas().SelectMany(schema => schema.Attributes.SelectMany(attribute => attribute.SubAttributes
            .Select(sub => (Path: $"{attribute.Name}.{sub.Name}", Schema: schema))
            .Append((Path: attribute.Name, Schema: schema))))
            .Where(item => !rfc.Contains($"{item.Schema.Urn} {item.Path}"))
            .Select(item => item.Path);

        Assert.Equal(Additions, additions.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Schemas_Documents_HoldNoNull()
    {
        Assert.All(Schemas(), schema => Assert.DoesNotContain("null", Document(schema.Urn).ToJsonString().Replace("\"null\"", "", StringComparison.Ordinal), StringComparison.Ordinal));
    }

    [Fact]
    public void ResourceType_OfUsers_IsThatOfTheRfc()
    {
        Assert.Equal(
            """
            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],"id":"User","name":"User","endpoint":"/Users","description":"User Account","schema":"urn:ietf:params:scim:schemas:core:2.0:User","schemaExtensions":[{"schema":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User","required":false}],"meta":{"resourceType":"ResourceType","location":"https://scim.example.com/v2/ResourceTypes/User"}}
            """,
            Written(writer => ResourceTypeDocument.Write(writer, ScimResourceTypes.User, BaseUrl)));
    }

    private static void Check(string[] rfc, string characteristic, string? actual, string expected) =>
        Assert.Equal(Differences.GetValueOrDefault($"{rfc[0]} {rfc[1]} {characteristic}", expected), actual);

    private static string Join(JsonNode? values) =>
        values is JsonArray array ? string.Join(',', array.Select(value => (string?)value)) : "-";

    private static IEnumerable<ScimSchema> Schemas() => new[] { ScimResourceTypes.User, ScimResourceTypes.Group }
        .SelectMany(type => type.Extensions.Select(extension => extension.Schema).Prepend(type.Core));

    private static JsonObject Document(string urn) => JsonNode.Parse(
        Written(writer => SchemaDocument.Write(writer, Schemas().Single(schema => schema.Urn == urn), BaseUrl)))!.AsObject();

    private static JsonObject Attribute(JsonObject document, string path)
    {
        JsonNode? node = document;
        string list = "attributes";
        foreach (string name in path.Split('.'))
        {
            node = node![list]!.AsArray().Single(attribute => (string?)attribute!["name"] == name);
            list = "subAttributes";
        }

        return node!.AsObject();
    }

    private static string Written(Action<Utf8JsonWriter> write)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output, Scim.Protocol.Json.ScimJsonWriter.WriterOptions))
        {
            write(writer);
        }

        return System.Text.Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
