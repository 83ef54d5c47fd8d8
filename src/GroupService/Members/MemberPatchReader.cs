using System.Text.Json;
using Google.Protobuf;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;
using Scim.Protocol.Paths;
using Scim.Protos.Common.V1;
using Scim.Protos.Groups.V1;

namespace Scim.Groups.Members;

/// <summary>
/// Takes a PATCH of a group apart (RFC 7644 section 3.5.2) and reads the operations on members in every shape that
/// clients send. A remove with a value removes those members only, as Entra means it; without a value it removes all.
/// A remove whose value is an empty list or null removes nobody: a client that sends it had nobody to remove, and a group
/// that is emptied by mistake is the worst that a PATCH can do.
/// </summary>
internal static class MemberPatchReader
{
    private const string Members = "members";

    private static readonly string GroupUrn = Group.Descriptor.GetOptions().GetExtension(Scim.Protos.Schema.V1.AttributeExtensions.Resource).Urn;

    /// <summary>Reads a PATCH. Errors: invalidPath, invalidFilter, invalidSyntax, invalidValue, mutability.</summary>
    public static MemberPatch Read(IEnumerable<PatchOperation> operations)
    {
        var members = new MemberDelta();
        var attributes = new List<PatchOperation>();
        foreach (PatchOperation operation in operations)
        {
            if (operation.Path.Length == 0)
            {
                if (ReadPathless(operation, members) is { } rest) attributes.Add(rest);
            }
            else if (MembersPath(operation.Path) is { } path)
            {
                Apply(operation, path, members);
            }
            else
            {
                attributes.Add(operation);
            }
        }

        return new MemberPatch(members, attributes);
    }

    private static AttributePath? MembersPath(string text)
    {
        AttributePath path = AttributePathParser.Parse(text, IsGroupUrn);
        bool ours = IsMembers(path.Attribute) && (path.Schema is null || IsGroupUrn(path.Schema));
        return ours ? path : null;
    }

    // Splits {"displayName": …, "members": […]}; null where nothing is left for the document.
    private static PatchOperation? ReadPathless(PatchOperation operation, MemberDelta members)
    {
        using JsonDocument? value = Parse(operation);
        if (value?.RootElement.ValueKind != JsonValueKind.Object) return operation;

        JsonProperty[] properties = [.. value.RootElement.EnumerateObject()];
        if (!Array.Exists(properties, IsMembersKey)) return operation;

        foreach (JsonProperty property in properties.Where(IsMembersKey)) Apply(operation, property.Value, members);
        JsonProperty[] others = [.. properties.Where(property => !IsMembersKey(property))];
        if (others.Length == 0) return null;

        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            foreach (JsonProperty other in others) other.WriteTo(writer);
            writer.WriteEndObject();
        }

        return new PatchOperation(operation) { ValueJson = ByteString.CopyFrom(json.ToArray()) };
    }

    private static void Apply(PatchOperation operation, AttributePath path, MemberDelta members)
    {
        if (path.SubAttribute is not null)
            throw ScimException.Mutability($"'{path}' cannot be changed: a member is added or removed as a whole.");

        if (path.Filter is null)
        {
            using JsonDocument? value = Parse(operation);
            Apply(operation, value?.RootElement ?? default, members);
            return;
        }

        IReadOnlyList<string> ids = MemberValueFilter.Ids(path.Filter);
        switch (operation.Op)
        {
            case PatchOp.Remove:
                members.Remove(ids);
                break;
            case PatchOp.Add:
                members.Add(ids.Select(id => new MemberReference(id, null)));
                break;
            default:
                throw ScimException.Mutability($"'{path}' cannot be replaced: remove the member and add another.");
        }
    }

    private static void Apply(PatchOperation operation, JsonElement value, MemberDelta members)
    {
        bool none = value.ValueKind == JsonValueKind.Undefined;
        switch (operation.Op)
        {
            case PatchOp.Add:
                members.Add(MemberValueReader.Read(value));
                break;
            case PatchOp.Remove when none:
                members.Replace([]);
                break;
            case PatchOp.Remove:
                members.Remove(MemberValueReader.Read(value).Select(member => member.Id));
                break;
            case PatchOp.Replace:
                members.Replace(MemberValueReader.Read(value));
                break;
            default:
                throw ScimException.InvalidSyntax("An operation is \"add\", \"remove\" or \"replace\".");
        }
    }

    private static JsonDocument? Parse(PatchOperation operation)
    {
        if (operation.ValueJson.IsEmpty) return null;
        JsonUnicode.Require(operation.ValueJson.Span);
        try
        {
            return JsonDocument.Parse(operation.ValueJson.Memory);
        }
        catch (JsonException cause)
        {
            throw ScimException.InvalidSyntax("The value of a PATCH operation is not JSON.", cause);
        }
    }

    private static bool IsMembersKey(JsonProperty property) =>
        IsMembers(property.Name)
        || (property.Name.Length == GroupUrn.Length + 1 + Members.Length
            && IsGroupUrn(property.Name.AsSpan(0, GroupUrn.Length))
            && property.Name[GroupUrn.Length] == ':'
            && IsMembers(property.Name[(GroupUrn.Length + 1)..]));

    private static bool IsMembers(string? name) => Members.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static bool IsGroupUrn(ReadOnlySpan<char> urn) => urn.Equals(GroupUrn, StringComparison.OrdinalIgnoreCase);
}
