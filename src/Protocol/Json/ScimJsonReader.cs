using System.Text.Json;
using Scim.Protocol.Errors;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Json;

/// <summary>
/// Reads JSON by the attribute table (RFC 7643 section 2, RFC 7644 section 3.3), liberally: names in any case, plain,
/// URN-qualified or flat (<c>name.givenName</c>, <c>urn:…:User:employeeNumber</c>); null, [] and "" for unassigned; Booleans
/// and numbers as strings; one object for an array and an array of one for a single value; a bare value for a complex one
/// with the sub-attribute <c>value</c>; a JSON object inside a string; <c>$ref</c> without <c>value</c>. Unknown attributes,
/// unknown schemas, readOnly, derived and discarded attributes are skipped; of duplicates the last wins.
/// </summary>
/// <remarks>
/// <para>Whether required attributes are there, and at most one value is primary, is for validation to say.</para>
/// <para>
/// Every method takes one complete JSON value in UTF-8 and throws <see cref="ScimException"/>: invalidSyntax where it is no
/// JSON (the detail gives the byte), invalidValue where a value does not fit its attribute (the detail gives the path), 413
/// above <see cref="ScimReadOptions.MaxLength"/>.
/// </para>
/// <para>
/// PATCH (RFC 7644 section 3.5.2) reads an operation's value by what its path names: no path, <see cref="ReadAttributes(ReadOnlySpan{byte}, ScimResourceType, ScimReadOptions?, ICollection{string}?)"/>;
/// a single complex attribute, an extension, or elements of a multi-valued complex attribute,
/// <see cref="ReadAttributes(ReadOnlySpan{byte}, ScimAttribute, ScimReadOptions?, ICollection{string}?)"/>; a whole multi-valued attribute,
/// <see cref="ReadValues"/>; a simple one, <see cref="ReadValue"/>.
/// </para>
/// </remarks>
public static class ScimJsonReader
{
    private delegate TResult Body<TTarget, TResult>(ref Utf8JsonReader reader, JsonObjectReader objects, TTarget target);

    /// <summary>Reads a resource into a message of its type, which keeps what the JSON does not name.</summary>
    /// <param name="json">A JSON object.</param>
    /// <param name="type">The resource's type.</param>
    /// <param name="resource">The message that values are put into.</param>
    /// <param name="options">How to read; a client's request by default.</param>
    /// <param name="ignored">Where the names of unknown attributes are added.</param>
    public static void Read(
        ReadOnlySpan<byte> json,
        ScimResourceType type,
        object resource,
        ScimReadOptions? options = null,
        ICollection<string>? ignored = null) =>
        Run(
            json,
            options,
            ignored,
            (Type: type, Resource: resource),
            static (ref reader, objects, target) =>
            {
                objects.ReadResource(ref reader, target.Type, target.Resource);
                return true;
            });

    /// <summary>
    /// What occurs in an object of a resource's attributes, in its order: the value of a PATCH operation without a path.
    /// Single complex values, extensions too, come as their sub-attributes one by one.
    /// </summary>
    /// <returns>
    /// Each attribute with its value, or with null where it was given as null, "" or []. An attribute that occurs twice
    /// is there twice.
    /// </returns>
    public static List<AttributeValue> ReadAttributes(
        ReadOnlySpan<byte> json, ScimResourceType type, ScimReadOptions? options = null, ICollection<string>? ignored = null) =>
        Run(
            json,
            options,
            ignored,
            type,
            static (ref reader, objects, type) =>
            {
                var into = new List<AttributeValue>();
                new JsonValueReader(objects).ReadResource(ref reader, type, into);
                return into;
            });

    /// <summary>
    /// What occurs in a value of a complex attribute, or in one element of a multi-valued one: its sub-attributes with
    /// their values; the attribute itself with null where the value is null, "" or [].
    /// </summary>
    public static List<AttributeValue> ReadAttributes(
        ReadOnlySpan<byte> json, ScimAttribute complex, ScimReadOptions? options = null, ICollection<string>? ignored = null) =>
        Run(
            json,
            options,
            ignored,
            complex,
            static (ref reader, objects, complex) =>
            {
                var into = new List<AttributeValue>();
                new JsonValueReader(objects).ReadComplex(ref reader, complex, into);
                return into;
            });

    /// <summary>All values of a multi-valued attribute, boxed; empty where it is unassigned. One value stands for an array of it.</summary>
    public static List<object> ReadValues(ReadOnlySpan<byte> json, ScimAttribute attribute, ScimReadOptions? options = null) =>
        Run(
            json,
            options,
            ignored: null,
            attribute,
            static (ref reader, objects, attribute) => new JsonValueReader(objects).ReadMany(ref reader, attribute));

    /// <summary>
    /// One value, boxed: of a single attribute, or one element of a multi-valued one. A complex value is a new object.
    /// Null where it is unassigned.
    /// </summary>
    public static object? ReadValue(ReadOnlySpan<byte> json, ScimAttribute attribute, ScimReadOptions? options = null) =>
        Run(
            json,
            options,
            ignored: null,
            attribute,
            static (ref reader, objects, attribute) => new JsonValueReader(objects).ReadSingle(ref reader, attribute));

    /// <summary>Reads a value of a complex attribute into an owner that it creates; null where the value has no attributes.</summary>
    internal static object? ReadComplex(ReadOnlySpan<byte> json, ScimAttribute complex, ScimReadOptions options) =>
        Run(json, options, ignored: null, complex, static (ref reader, objects, complex) => objects.ReadComplex(ref reader, complex));

    private static TResult Run<TTarget, TResult>(
        ReadOnlySpan<byte> json,
        ScimReadOptions? options,
        ICollection<string>? ignored,
        TTarget target,
        Body<TTarget, TResult> body)
    {
        options ??= ScimReadOptions.Client;
        if (json.Length > options.MaxLength)
        {
            throw ScimException.PayloadTooLarge($"The JSON has {json.Length} bytes; at most {options.MaxLength} are read.");
        }

        if (json.StartsWith("\uFEFF"u8))
        {
            json = json[3..];
        }

        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = options.MaxDepth });
        try
        {
            reader.Read();
            TResult result = body(ref reader, new JsonObjectReader(options.FromServer, ignored), target);
            reader.Read(); // Throws where something follows the value.
            return result;
        }
        catch (JsonException error)
        {
            throw ScimException.InvalidSyntax($"The JSON is malformed at byte {reader.BytesConsumed}: {Reason(error)}", error);
        }
    }

    // The reader's own sentence, without the position in lines that it puts behind.
    private static string Reason(JsonException error)
    {
        int position = error.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return position < 0 ? error.Message : error.Message[..position];
    }
}
