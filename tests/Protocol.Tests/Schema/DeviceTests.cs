using System.Text.Json.Nodes;
using Scim.Protocol.Errors;
using Scim.Protocol.Schema;
using Scim.Protocol.Tests.Devices;
using Scim.Protocol.Validation;

namespace Scim.Protocol.Tests.Schema;

/// <summary>A resource type that exists in a .proto of these tests only goes through the whole library.</summary>
public sealed class DeviceTests
{
    private const string Json = """
        {"schemas":["urn:example:params:scim:schemas:core:2.0:Device"],"SERIALNUMBER":"S-1","bought":"2026-03-01T10:00:00+02:00","manual":"https://x/m.pdf",
         "weight":"1.25","cores":8,"tags":"fast","pin":"1234","unknown":{"a":[1]},
         "certificates":[{"value":"AbC","type":"wifi","primary":"True","expires":"2027-01-01T00:00:00Z","raw":"AQI="},{"value":"abc","type":"vpn"}]}
        """;

    private static readonly ScimResourceType Type = ScimResourceType.FromDescriptor(Device.Descriptor);
    private static readonly TypedCase<Device> Devices = new(Type);

    [Fact]
    public void ReadAndWrite_OfADevice_IsWhatTheProtoSays()
    {
        JsonNode written = Devices.Write(Devices.Read(Json));

        Assert.Equal(
            """{"schemas":["urn:example:params:scim:schemas:core:2.0:Device"],"serialNumber":"S-1","bought":"2026-03-01T08:00:00Z","manual":"https://x/m.pdf","weight":1.25,"certificates":[{"value":"AbC","type":"wifi","primary":true,"expires":"2027-01-01T00:00:00Z","raw":"AQI="},{"value":"abc","type":"vpn"}],"tags":["fast"],"meta":{"resourceType":"Device"}}""",
            Sorted(written));
    }

    [Theory]
    [InlineData("serialNumber eq \"s-1\"", true)]
    [InlineData("certificates.value eq \"AbC\"", true)]
    [InlineData("certificates.value eq \"ABC\"", false)]
    [InlineData("certificates[value eq \"abc\" and type eq \"VPN\"]", true)]
    [InlineData("certificates[value eq \"abc\" and primary eq true]", false)]
    [InlineData("bought gt \"2026-03-01T07:59:59Z\" and bought lt \"2026-03-01T08:00:01Z\"", true)]
    [InlineData("certificates.expires ge \"2027-01-01T00:00:00Z\"", true)]
    [InlineData("manual eq \"https://x/M.pdf\"", false)]
    [InlineData("manual sw \"https://x/\"", true)]
    [InlineData("weight gt 1.2 and weight lt 1.3", true)]
    [InlineData("cores eq 8", true)]
    [InlineData("tags eq \"FAST\"", true)]
    [InlineData("not (tags co \"slow\")", true)]
    [InlineData("urn:example:params:scim:schemas:core:2.0:Device:weight pr", true)]
    public void Filter_OnADevice_DecidesByTheProto(string filter, bool expected) => Assert.Equal(expected, Devices.Matches(filter, Devices.Read(Json)));

    [Theory]
    [InlineData("pin eq \"1234\"")]
    [InlineData("nonsense pr")]
    [InlineData("certificates.raw gt \"AQI=\"")]
    public void Filter_OnWhatCannotBeCompared_IsInvalidFilter(string filter) =>
        Assert.Equal(ScimErrorType.InvalidFilter, Assert.Throws<ScimException>(() => Devices.Matches(filter, new Device())).Type);

    [Fact]
    public void Patch_OfADevice_ChangesWhatItNames()
    {
        Device device = Devices.Read(Json);

        Device patched = Devices.Patch(device, """
            [{"op":"replace","path":"certificates[value eq \"abc\"].expires","value":"2028-05-05T00:00:00.500Z"},
             {"op":"add","path":"certificates","value":[{"value":"new","primary":true}]},
             {"op":"remove","path":"certificates[value eq \"AbC\"].raw"},
             {"op":"add","path":"tags","value":["light","fast"]},
             {"op":"replace","value":{"weight":2.5,"urn:example:params:scim:schemas:core:2.0:Device:manual":"https://x/n.pdf","cores":null}}]
            """).Resource;

        Assert.Equal(3, patched.Certificates.Count);
        Assert.Equal(500_000_000, patched.Certificates[1].Expires.Nanos);
        Assert.False(patched.Certificates[0].Primary);
        Assert.True(patched.Certificates[2].Primary);
        Assert.False(patched.Certificates[0].HasRaw);
        Assert.Equal(["fast", "light"], patched.Tags);
        Assert.Equal((2.5, "https://x/n.pdf", false), (patched.Weight, patched.Manual, patched.HasCores));
        Assert.Equal(1.25, device.Weight);
    }

    [Theory]
    [InlineData("", "", "schemas,serialNumber,bought,manual,weight,certificates,tags,meta")]
    [InlineData("cores,pin", "", "schemas,cores")]
    [InlineData("certificates.value", "", "schemas,certificates")]
    [InlineData("", "certificates,weight,meta", "schemas,serialNumber,bought,manual,tags")]
    public void Write_Projected_HasWhatIsReturned(string attributes, string excluded, string expected)
    {
        JsonObject written = Devices.Write(Devices.Read(Json), attributes, excluded).AsObject();

        Assert.Equal(expected.Split(',').Order(), written.Select(property => property.Key).Order());
    }

    [Fact]
    public void Schema_OfADevice_NamesEachAttribute()
    {
        JsonArray attributes = Devices.Schema(Type.Core.Urn)["attributes"]!.AsArray();

        Assert.Equal(["serialNumber", "bought", "manual", "weight", "cores", "certificates", "tags", "pin"], attributes.Select(attribute => (string)attribute!["name"]!));
        Assert.Equal(["string", "dateTime", "reference", "decimal", "integer", "complex", "string", "string"], attributes.Select(attribute => (string)attribute!["type"]!));
        JsonNode value = attributes[5]!["subAttributes"]![0]!;
        Assert.Equal(("value", true), ((string)value["name"]!, (bool)value["caseExact"]!));
        Assert.Equal(("immutable", "server", true), ((string)attributes[0]!["mutability"]!, (string)attributes[0]!["uniqueness"]!, (bool)attributes[0]!["required"]!));
        Assert.Equal(["external"], attributes[2]!["referenceTypes"]!.AsArray().Select(item => (string)item!));
    }

    [Fact]
    public void Validation_OfADevice_DemandsAndProtectsTheSerialNumber()
    {
        Device device = Devices.Read(Json);
        Device changed = device.Clone();
        changed.SerialNumber = "S-2";

        Assert.Equal(ScimErrorType.InvalidValue, Assert.Throws<ScimException>(() => ResourceValidator.Check(Type, null, new Device())).Type);
        Assert.Equal(ScimErrorType.Mutability, Assert.Throws<ScimException>(() => ResourceValidator.Check(Type, device, changed)).Type);
        ResourceValidator.Check(Type, device, device.Clone());
    }

    // The order in which the table has the attributes is that of the .proto, with meta at the end in some types.
    private static string Sorted(JsonNode node)
    {
        string[] order = ["schemas", "serialNumber", "bought", "manual", "weight", "certificates", "tags", "meta"];
        JsonObject json = node.AsObject();
        Assert.Equal(order.Order(), json.Select(property => property.Key).Order());
        return new JsonObject(order.Select(name => KeyValuePair.Create(name, json[name]?.DeepClone()))).ToJsonString();
    }
}
