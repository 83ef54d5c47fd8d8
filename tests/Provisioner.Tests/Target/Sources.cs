using Scim.Provisioning.Directories;

namespace Scim.Provisioning.Tests.Target;

/// <summary>Small directories for tests.</summary>
internal static class Sources
{
    /// <summary>A user with name, address and active state; more attributes by name and value in turn.</summary>
    public static SourceUser User(string id, params (string Name, object? Value)[] attributes)
    {
        var values = new List<KeyValuePair<string, object?>>
        {
            new("objectId", id),
            new("userPrincipalName", $"{id}@b.c"),
            new("mailNickname", id),
            new("displayName", $"User {id}"),
        };
        values.RemoveAll(value => attributes.Any(attribute => attribute.Name == value.Key));
        values.AddRange(attributes.Select(attribute => KeyValuePair.Create(attribute.Name, attribute.Value)));
        return new SourceUser(id, new AttributeBag(values));
    }

    public static SourceUser With(this SourceUser user, string name, object? value) =>
        user with { Attributes = user.Attributes.With(name, value) };

    public static SourceGroup Group(string id, string name, params string[] members) =>
        new(id, new AttributeBag([new("objectId", id), new("displayName", name)]), members);

    public static SourceDirectory Directory(params object[] objects) => new(
        objects.OfType<SourceUser>(), objects.OfType<SourceGroup>(), objects.OfType<string>());
}
