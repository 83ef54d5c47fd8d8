using System.Text.Json;
using Google.Protobuf;
using Scim.Protocol.Errors;
using Scim.Protos.Common.V1;

namespace Scim.Protocol.Patching;

/// <summary>
/// Reads the body of a PATCH request (RFC 7644 section 3.5.2): <c>{"schemas": […], "Operations": [{"op", "path", "value"}]}</c>,
/// with names and <c>op</c> in any case. The values are cut out as they are, for <see cref="PatchBinder"/> to read by
/// the attribute table. Errors are 400 invalidSyntax.
/// </summary>
public static class PatchRequest
{
    /// <summary>The schema URN of the body, which clients forget and nothing depends on.</summary>
    public const string Schema = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

    /// <summary>The most operations taken in one request.</summary>
    public const int MaxOperations = 1_000;

    private const int MaxDepth = 32;

    /// <summary>The operations of a body in UTF-8. There may be none, which changes nothing: Microsoft's validator asks for that.</summary>
    public static IReadOnlyList<PatchOperation> Read(ReadOnlySpan<byte> json)
    {
        if (json.StartsWith("\uFEFF"u8))
        {
            json = json[3..];
        }

        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        var operations = new List<PatchOperation>();
        bool given = false;
        try
        {
            Demand(reader.Read() && reader.TokenType == JsonTokenType.StartObject, "The body of a PATCH is a JSON object.");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool found = Is(ref reader, "Operations");
                reader.Read();
                if (found)
                {
                    given = true;
                    ReadOperations(ref reader, json, operations);
                }
                else
                {
                    reader.Skip();
                }
            }

            reader.Read(); // Throws where something follows the object.
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw ScimException.InvalidSyntax($"The JSON is malformed near byte {reader.BytesConsumed}.", error);
        }

        Demand(given, "The PATCH has no Operations.");
        return operations;
    }

    /// <summary>The members of an operation's value, each as an operation of its own whose path is the member's name.</summary>
    internal static List<PatchOperation> Members(PatchOperation operation)
    {
        var members = new List<PatchOperation>();
        ReadOnlySpan<byte> json = operation.ValueJson.Span;
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            members.Add(new PatchOperation { Op = operation.Op, Path = name, ValueJson = Raw(ref reader, json) });
        }

        return members;
    }

    private static void ReadOperations(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, List<PatchOperation> operations)
    {
        bool array = reader.TokenType == JsonTokenType.StartArray;
        while (!array || (reader.Read() && reader.TokenType != JsonTokenType.EndArray))
        {
            Demand(reader.TokenType == JsonTokenType.StartObject, "Each of the Operations is an object.");
            operations.Add(ReadOperation(ref reader, json));
            Demand(operations.Count <= MaxOperations, $"The PATCH has more than {MaxOperations} Operations.");
            if (!array)
            {
                break;
            }
        }
    }

    private static PatchOperation ReadOperation(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        var operation = new PatchOperation();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            (bool op, bool path, bool value) = (Is(ref reader, "op"), Is(ref reader, "path"), Is(ref reader, "value"));
            reader.Read();
            if (op)
            {
                operation.Op = Op(reader.TokenType == JsonTokenType.String ? reader.GetString()! : "");
            }
            else if (path && reader.TokenType != JsonTokenType.Null)
            {
                Demand(reader.TokenType == JsonTokenType.String, "A path is a string.");
                operation.Path = reader.GetString()!;
            }
            else if (value)
            {
                operation.ValueJson = Raw(ref reader, json);
            }
            else
            {
                reader.Skip();
            }
        }

        Demand(operation.Op != PatchOp.Unspecified, "Each operation has an op: add, remove or replace.");
        return operation;
    }

    private static PatchOp Op(string text) => text.ToUpperInvariant() switch
    {
        "ADD" => PatchOp.Add,
        "REMOVE" => PatchOp.Remove,
        "REPLACE" => PatchOp.Replace,
        _ => throw ScimException.InvalidSyntax($"'{text}' is not an op: add, remove or replace."),
    };

    private static ByteString Raw(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        return ByteString.CopyFrom(json[start..(int)reader.BytesConsumed]);
    }

    private static bool Is(ref Utf8JsonReader reader, string name) =>
        reader.ValueTextEquals(name) || string.Equals(reader.GetString(), name, StringComparison.OrdinalIgnoreCase);

    private static void Demand(bool holds, string detail)
    {
        if (!holds)
        {
            throw ScimException.InvalidSyntax(detail);
        }
    }
}
