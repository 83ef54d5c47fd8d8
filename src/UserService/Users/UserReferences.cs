using Scim.Protocol.Clients;
using Scim.Protocol.Errors;
using Scim.Protocol.Schema;
using Scim.Protos.Common.V1;
using Scim.Protos.Users.V1;
using Scim.Storage.Resources;

namespace Scim.Users.Users;

/// <summary>
/// Sees that users whom a user refers to, as to its manager, exist when the reference is made (RFC 7643 section 4.3: the
/// value is the id of a SCIM resource). References that stay as they are, are not asked about again: their user may have gone.
/// </summary>
internal sealed class UserReferences(ResourceStore<User> store)
{
    // Complex attributes with a "$ref" to users, whose "value" is the user's id.
    private readonly IReadOnlyList<(ScimAttribute? Owner, ScimAttribute Reference)> _references = [.. Find(ScimResourceTypes.User)];

    /// <summary>The user, if all that it newly refers to exist.</summary>
    /// <exception cref="ScimException">400 invalidValue naming the ids that no user has.</exception>
    public async ValueTask<User> CheckedAsync(StoreCall call, ClientProfile profile, User? current, User next, CancellationToken cancellationToken)
    {
        if (!ClientRules.Of(profile).ReferencesMustExist) return next;
        List<string>? failures = null;
        foreach ((ScimAttribute? owner, ScimAttribute reference) in _references)
        {
            string id = Value(owner, reference, next);
            if (id.Length == 0 || id == next.Id || (current is not null && id == Value(owner, reference, current))) continue;
            if (!await ExistsAsync(call, id, cancellationToken)) (failures ??= []).Add($"{reference.Path} {id}: there is no such user.");
        }

        return failures is null ? next : throw ScimException.InvalidValue(string.Join(' ', failures));
    }

    private async Task<bool> ExistsAsync(StoreCall call, string id, CancellationToken cancellationToken) =>
        id.Length <= UserGrpcService.LongestId && !id.Contains(':', StringComparison.Ordinal) && await store.ExistsAsync(call, id, cancellationToken);

    private static string Value(ScimAttribute? owner, ScimAttribute reference, User user)
    {
        object? holder = owner is null ? user : owner.Accessor.GetValue(user);
        object? complex = holder is null ? null : reference.Accessor.GetValue(holder);
        return complex is null ? "" : reference.SubAttributes.Find("value")!.Accessor.GetString(complex);
    }

    private static IEnumerable<(ScimAttribute? Owner, ScimAttribute Reference)> Find(ScimResourceType type)
    {
        foreach (ScimAttribute attribute in type.Attributes)
        {
            if (IsReference(attribute)) yield return (null, attribute);
            if (attribute.Type != AttributeType.Complex || attribute.MultiValued) continue;
            foreach (ScimAttribute sub in attribute.SubAttributes)
            {
                if (IsReference(sub)) yield return (attribute, sub);
            }
        }
    }

    private static bool IsReference(ScimAttribute attribute) =>
        attribute is { Type: AttributeType.Complex, IsWritable: true, MultiValued: false }
        && attribute.SubAttributes.Find("value") is not null
        && attribute.SubAttributes.Find("$ref") is { } uri && uri.ReferenceTypes.Contains("User");
}
