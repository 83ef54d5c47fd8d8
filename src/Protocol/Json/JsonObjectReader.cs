using System.Text;
using System.Text.Json;
using Scim.Protocol.Errors;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Json;

/// <summary>
/// Reads JSON objects into owners: a resource, or the value of a complex attribute. Every method is called with the
/// reader at the first token of a value and leaves it at the last.
/// </summary>
internal readonly struct JsonObjectReader(bool fromServer, ICollection<string>? ignored)
{
    // More bytes than any attribute's name has, with its URN.
    private const int LongestName = 512;

    /// <summary>Whether a request, or an answer, can hold the attribute; what cannot is skipped.</summary>
    public bool Accepts(ScimAttribute attribute) =>
        attribute.IsWritable || (fromServer && !attribute.IsSchemas && !attribute.Discarded);

    /// <summary>Reads a whole resource.</summary>
    public void ReadResource(ref Utf8JsonReader reader, ScimResourceType type, object resource)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw ScimException.InvalidSyntax($"A JSON object was expected: a resource of the type {type.Name}.");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ScimAttribute? attribute = Find(ref reader, type, out bool isCore);
            if (isCore)
            {
                ReadResource(ref reader, type, resource);
            }
            else if (attribute is null)
            {
                reader.Skip();
            }
            else
            {
                ReadAt(ref reader, attribute, resource, depth: 0);
            }
        }
    }

    /// <summary>Reads a complex value into a new owner; null where it has no values.</summary>
    public object? ReadComplex(ref Utf8JsonReader reader, ScimAttribute attribute)
    {
        object owner = attribute.Accessor.CreateComplex();
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            ReadMembers(ref reader, attribute, owner);
        }
        else if (TryOpenEmbedded(ref reader, attribute, out Utf8JsonReader embedded))
        {
            ReadMembers(ref embedded, attribute, owner);
        }
        else if (ScalarTarget(ref reader, attribute) is { } value)
        {
            JsonScalars.Read(ref reader, value, owner);
        }

        return ComplexValues.IsEmpty(attribute, owner) ? null : owner;
    }

    /// <summary>One value of an attribute: the single one or an element; null where it is unassigned.</summary>
    public object? ReadValue(ref Utf8JsonReader reader, ScimAttribute attribute)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        return attribute.Type == AttributeType.Complex ? ReadComplex(ref reader, attribute) : JsonScalars.Read(ref reader, attribute);
    }

    /// <summary>Moves from the start of an array to its only element; false, at the end, where there is none.</summary>
    public static bool EnterSingle(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType != JsonTokenType.EndArray;

    /// <summary>Moves from the only element of an array to the end of the array.</summary>
    /// <exception cref="ScimException">invalidValue: there is another element.</exception>
    public static void LeaveSingle(ref Utf8JsonReader reader, ScimAttribute attribute)
    {
        if (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            throw ScimException.InvalidValue($"{attribute.Path}: one value was expected, not several.");
        }
    }

    /// <summary>
    /// The sub-attribute <c>value</c> that a scalar in the place of a complex value stands for; null where a client
    /// cannot write it.
    /// </summary>
    public ScimAttribute? ScalarTarget(ref Utf8JsonReader reader, ScimAttribute attribute)
    {
        if (attribute.Value is not { } value || reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
        {
            return reader.TokenType == JsonTokenType.String && reader.ValueSpan.IsEmpty
                ? null
                : throw JsonScalars.Unexpected(ref reader, attribute);
        }

        return Accepts(value) ? value : null;
    }

    /// <summary>Opens the JSON object inside a string that Entra sends for roles; false where the string is something else.</summary>
    public bool TryOpenEmbedded(ref Utf8JsonReader reader, ScimAttribute attribute, out Utf8JsonReader embedded)
    {
        embedded = default;
        if (fromServer || reader.TokenType != JsonTokenType.String || !reader.ValueSpan.StartsWith("{"u8))
        {
            return false;
        }

        byte[] json = Encoding.UTF8.GetBytes(JsonScalars.Text(ref reader));
        if (!EmbeddedJson.IsObjectWith(json, attribute))
        {
            return false;
        }

        embedded = new Utf8JsonReader(json);
        return embedded.Read();
    }

    /// <summary>
    /// The attribute that the property's name means, null where there is none or where it is to be skipped; moves on to
    /// the value. <paramref name="isCore"/> tells that the name is the core schema's URN and its value an object.
    /// </summary>
    public ScimAttribute? Find(ref Utf8JsonReader reader, ScimResourceType type, out bool isCore)
    {
        isCore = false;
        ScimAttribute? attribute = reader.ValueIsEscaped ? null : type.Attributes.Find(reader.ValueSpan);
        if (attribute is null)
        {
            ReadOnlySpan<byte> name = Name(ref reader);
            attribute = AttributeNames.Find(type, name);
            isCore = attribute is null && AttributeNames.IsCore(type, name);
            Report(attribute is null && !isCore, name);
        }

        reader.Read();
        isCore &= reader.TokenType == JsonTokenType.StartObject;
        return attribute is not null && Accepts(attribute) ? attribute : null;
    }

    /// <summary>The same within a complex value.</summary>
    public ScimAttribute? Find(ref Utf8JsonReader reader, ScimAttribute complex)
    {
        ScimAttribute? attribute = reader.ValueIsEscaped ? null : complex.SubAttributes.Find(reader.ValueSpan);
        if (attribute is null)
        {
            ReadOnlySpan<byte> name = Name(ref reader);
            attribute = AttributeNames.Find(complex, name);
            Report(attribute is null, name);
        }

        reader.Read();
        return attribute;
    }

    /// <summary>Whether this is a <c>$ref</c> with a value.</summary>
    public static bool IsReference(ref Utf8JsonReader reader, ScimAttribute? attribute) =>
        attribute is { Derived: true, Type: AttributeType.Reference } && reader.TokenType == JsonTokenType.String;

    private static ReadOnlySpan<byte> Name(ref Utf8JsonReader reader)
    {
        ReadOnlySpan<byte> name = reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(JsonScalars.Text(ref reader)) : reader.ValueSpan;
        return name.Length > LongestName ? [] : name;
    }

    private void Report(bool unknown, ReadOnlySpan<byte> name)
    {
        if (unknown && ignored is not null)
        {
            ignored.Add(Encoding.UTF8.GetString(name));
        }
    }

    private void ReadMembers(ref Utf8JsonReader reader, ScimAttribute complex, object owner)
    {
        ReadOnlySpan<byte> reference = [];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ScimAttribute? attribute = Find(ref reader, complex);
            if (attribute is not null && Accepts(attribute))
            {
                if (attribute == complex.Value && TryOpenEmbedded(ref reader, complex, out Utf8JsonReader embedded))
                {
                    ReadMembers(ref embedded, complex, owner);
                }
                else
                {
                    ReadAt(ref reader, attribute, owner, complex.Depth + 1);
                }
            }
            else
            {
                reference = IsReference(ref reader, attribute) ? reader.ValueSpan : reference;
                reader.Skip();
            }
        }

        if (!reference.IsEmpty && complex.Value is { IsWritable: true } value && !value.Accessor.IsAssigned(owner)
            && ReferenceText.LastSegment(reference) is { Length: > 0 } id)
        {
            value.Accessor.SetString(owner, id);
        }
    }

    // A flat name (name.givenName) means an attribute further down than the owner's: go down, and write back what a
    // custom extension's accessor gives out as a copy.
    private void ReadAt(ref Utf8JsonReader reader, ScimAttribute attribute, object owner, int depth)
    {
        if (attribute.Depth == depth)
        {
            ReadInto(ref reader, attribute, owner);
            return;
        }

        ScimAttribute above = attribute;
        while (above.Depth > depth)
        {
            above = above.Parent!;
        }

        if (above.MultiValued)
        {
            reader.Skip();
            return;
        }

        object child = above.Accessor.GetValue(owner) ?? above.Accessor.CreateComplex();
        ReadAt(ref reader, attribute, child, depth + 1);
        ComplexValues.Set(above, owner, ComplexValues.IsEmpty(above, child) ? null : child);
    }

    private void ReadInto(ref Utf8JsonReader reader, ScimAttribute attribute, object owner)
    {
        if (attribute.MultiValued)
        {
            ReadMany(ref reader, attribute, owner);
        }
        else if (reader.TokenType == JsonTokenType.StartArray)
        {
            if (!EnterSingle(ref reader))
            {
                attribute.Accessor.Clear(owner);
                return;
            }

            ReadSingle(ref reader, attribute, owner);
            LeaveSingle(ref reader, attribute);
        }
        else
        {
            ReadSingle(ref reader, attribute, owner);
        }
    }

    private void ReadSingle(ref Utf8JsonReader reader, ScimAttribute attribute, object owner)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            attribute.Accessor.Clear(owner);
        }
        else if (attribute.Type == AttributeType.Complex)
        {
            ComplexValues.Set(attribute, owner, ReadComplex(ref reader, attribute));
        }
        else
        {
            JsonScalars.Read(ref reader, attribute, owner);
        }
    }

    private void ReadMany(ref Utf8JsonReader reader, ScimAttribute attribute, object owner)
    {
        attribute.Accessor.Clear(owner);
        bool array = reader.TokenType == JsonTokenType.StartArray;
        while (!array || (reader.Read() && reader.TokenType != JsonTokenType.EndArray))
        {
            if (ReadValue(ref reader, attribute) is { } value)
            {
                attribute.Accessor.Add(owner, value);
            }

            if (!array)
            {
                return;
            }
        }
    }
}
