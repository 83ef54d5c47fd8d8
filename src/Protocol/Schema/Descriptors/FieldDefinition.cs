using Google.Protobuf.Reflection;
using Scim.Protos.Schema.V1;

namespace Scim.Protocol.Schema.Descriptors;

/// <summary>Reads a field's option and type into a definition, and checks what the table relies on.</summary>
internal static class FieldDefinition
{
    public static AttributeDefinition Read(FieldDescriptor field, AttributeOptions options)
    {
        AttributeType type = TypeOf(field, options.Type);
        bool simple = type is not (AttributeType.Complex or AttributeType.DateTime);
        if (simple && !field.IsRepeated && !field.HasPresence)
        {
            throw new InvalidOperationException($"{field.FullName} needs explicit presence: mark it optional.");
        }

        return new AttributeDefinition
        {
            Name = field.JsonName,
            StorageName = field.Name,
            Key = field.FieldNumber.ToString(),
            Type = type,
            Description = options.Description,
            MultiValued = field.IsRepeated,
            Required = options.Required,
            CaseExact = options.CaseExact,
            Mutability = options.Mutability == Mutability.Unspecified ? Mutability.ReadWrite : options.Mutability,
            Returned = options.Returned == Returned.Unspecified ? Returned.Default : options.Returned,
            Uniqueness = options.Uniqueness == Uniqueness.Unspecified ? Uniqueness.None : options.Uniqueness,
            CanonicalValues = [.. options.CanonicalValues],
            ReferenceTypes = [.. options.ReferenceTypes],
            Indexed = options.Indexed,
            Discarded = options.Discarded,
            Common = options.Common,
            Derived = options.Derived,
            RefersTo = options.RefersTo,
        };
    }

    private static AttributeType TypeOf(FieldDescriptor field, Protos.Schema.V1.Type declared)
    {
        AttributeType natural = field.FieldType switch
        {
            FieldType.String => AttributeType.String,
            FieldType.Bool => AttributeType.Boolean,
            FieldType.Int64 => AttributeType.Integer,
            FieldType.Double => AttributeType.Decimal,
            FieldType.Bytes => AttributeType.Binary,
            FieldType.Message when field.MessageType.FullName == "google.protobuf.Timestamp" => AttributeType.DateTime,
            FieldType.Message => AttributeType.Complex,
            _ => throw new InvalidOperationException(
                $"{field.FullName} has the type {field.FieldType}; attributes are string, bool, int64, double, bytes, Timestamp or messages."),
        };

        return declared switch
        {
            Protos.Schema.V1.Type.Unspecified => natural,
            Protos.Schema.V1.Type.Reference when natural == AttributeType.String => AttributeType.Reference,
            _ when declared.ToString() == natural.ToString() => natural,
            _ => throw new InvalidOperationException($"{field.FullName} is declared {declared}, but its field is {natural}."),
        };
    }
}
