using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Scim.Provisioning.States;

/// <summary>How lines of the state file are written: short, without what is not set.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(StateLine))]
internal sealed partial class StateJson : JsonSerializerContext
{
    private static StateJson? _readable;

    /// <summary>A line; names of every script stay readable.</summary>
    public static JsonTypeInfo<StateLine> Line => (_readable ??= Readable()).StateLine;

    private static StateJson Readable() =>
        new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
