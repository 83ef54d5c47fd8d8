using System.Text.Json;
using Scim.Protocol.Errors;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Json;

/// <summary>Reads JSON values as lists of what occurred in them, which is what PATCH needs.</summary>
internal readonly struct JsonValueReader(JsonObjectReader objects)
{
    /// <summary>The attributes of a resource's object, single complex values taken apart.</summary>
    public void ReadResource(ref Utf8JsonReader reader, ScimResourceType type, List<AttributeValue> into)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw ScimException.InvalidValue("An object of attributes was expected: the operation has no path.");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ScimAttribute? attribute = objects.Find(ref reader, type, out bool isCore);
            if (isCore)
            {
                ReadResource(ref reader, type, into);
            }
            else if (attribute is null || IsBelowMany(attribute, scope: null))
            {
                reader.Skip();
            }
            else
            {
                ReadAttribute(ref reader, attribute, into);
            }
        }
    }

    /// <summary>The sub-attributes that a value of a complex attribute, or one element, has.</summary>
    public void ReadComplex(ref Utf8JsonReader reader, ScimAttribute attribute, List<AttributeValue> into)
    {
        bool array = reader.TokenType == JsonTokenType.StartArray;
        if ((array && !JsonObjectReader.EnterSingle(ref reader))
            || reader.TokenType == JsonTokenType.Null
            || (reader.TokenType == JsonTokenType.String && reader.ValueSpan.IsEmpty))
        {
            into.Add(new AttributeValue(attribute, null));
        }
        else if (reader.TokenType == JsonTokenType.StartObject)
        {
            ReadMembers(ref reader, attribute, into);
        }
        else if (objects.TryOpenEmbedded(ref reader, attribute, out Utf8JsonReader embedded))
        {
            ReadMembers(ref embedded, attribute, into);
        }
        else if (objects.ScalarTarget(ref reader, attribute) is { } value)
        {
            into.Add(new AttributeValue(value, JsonScalars.Read(ref reader, value)));
        }

        if (array && reader.TokenType != JsonTokenType.EndArray)
        {
            JsonObjectReader.LeaveSingle(ref reader, attribute);
        }
    }

    /// <summary>The values of a multi-valued attribute; a value that is no array is the only one.</summary>
    public List<object> ReadMany(ref Utf8JsonReader reader, ScimAttribute attribute)
    {
        var values = new List<object>();
        bool array = reader.TokenType == JsonTokenType.StartArray;
        while (!array || (reader.Read() && reader.TokenType != JsonTokenType.EndArray))
        {
            if (objects.ReadValue(ref reader, attribute) is { } value)
            {
                values.Add(value);
            }

            if (!array)
            {
                break;
            }
        }

        return values;
    }

    /// <summary>One value; an array of one stands for it.</summary>
    public object? ReadSingle(ref Utf8JsonReader reader, ScimAttribute attribute)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return objects.ReadValue(ref reader, attribute);
        }

        if (!JsonObjectReader.EnterSingle(ref reader))
        {
            return null;
        }

        object? value = objects.ReadValue(ref reader, attribute);
        JsonObjectReader.LeaveSingle(ref reader, attribute);
        return value;
    }

    // A flat name such as emails.value says nothing of which element it means.
    private static bool IsBelowMany(ScimAttribute attribute, ScimAttribute? scope)
    {
        for (ScimAttribute? above = attribute.Parent; above is not null && above != scope; above = above.Parent)
        {
            if (above.MultiValued)
            {
                return true;
            }
        }

        return false;
    }

    private void ReadAttribute(ref Utf8JsonReader reader, ScimAttribute attribute, List<AttributeValue> into)
    {
        if (attribute.MultiValued)
        {
            List<object> values = ReadMany(ref reader, attribute);
            into.Add(new AttributeValue(attribute, values.Count == 0 ? null : values));
        }
        else if (attribute.Type == AttributeType.Complex)
        {
            ReadComplex(ref reader, attribute, into);
        }
        else
        {
            into.Add(new AttributeValue(attribute, ReadSingle(ref reader, attribute)));
        }
    }

    private void ReadMembers(ref Utf8JsonReader reader, ScimAttribute complex, List<AttributeValue> into)
    {
        ReadOnlySpan<byte> reference = [];
        int before = into.Count;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ScimAttribute? attribute = objects.Find(ref reader, complex);
            if (attribute is null || !objects.Accepts(attribute) || IsBelowMany(attribute, complex))
            {
                reference = JsonObjectReader.IsReference(ref reader, attribute) ? reader.ValueSpan : reference;
                reader.Skip();
            }
            else if (attribute == complex.Value && objects.TryOpenEmbedded(ref reader, complex, out Utf8JsonReader embedded))
            {
                ReadMembers(ref embedded, complex, into);
            }
            else
            {
                ReadAttribute(ref reader, attribute, into);
            }
        }

        if (!reference.IsEmpty && complex.Value is { IsWritable: true } value
            && !into.Skip(before).Any(item => item.Attribute == value)
            && ReferenceText.LastSegment(reference) is { Length: > 0 } id)
        {
            into.Add(new AttributeValue(value, id));
        }
    }
}
