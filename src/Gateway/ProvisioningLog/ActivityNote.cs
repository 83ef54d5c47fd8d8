using Google.Protobuf;
using Scim.Protocol.Schema;
using Scim.Protos.Common.V1;
using Scim.Protos.Tokens.V1;

namespace Scim.Gateway.ProvisioningLog;

/// <summary>What a request is about, noted while it is served; the record is made of it at the request's end.</summary>
internal sealed class ActivityNote
{
    private string[] _paths = [];

    public ActivityAction Action { get; private set; } = ActivityAction.Read;

    public ScimResourceType? Type { get; private set; }

    public string ResourceId { get; set; } = "";

    public string ResourceName { get; private set; } = "";

    public IReadOnlyList<string> ChangedPaths => _paths;

    /// <summary>Whether there was nothing to do.</summary>
    public bool Unchanged { get; private set; }

    /// <summary>The request reads.</summary>
    public void Reads(ScimResourceType type, string id = "") => Begin(ActivityAction.Read, type, id);

    /// <summary>The request creates, replaces or deletes.</summary>
    public void Begin(ActivityAction action, ScimResourceType type, string id = "") => (Action, Type, ResourceId) = (action, type, id);

    /// <summary>The request patches.</summary>
    public void Patches(ScimResourceType type, string id, IReadOnlyList<PatchOperation> operations)
    {
        Begin(ActivityAction.Update, type, id);
        _paths = [.. operations.SelectMany(ChangedNames.Of).Distinct(StringComparer.OrdinalIgnoreCase).Take(100)];
        if (type.Attributes.Find("members") is not null && _paths.Any(path => path.StartsWith("members", StringComparison.OrdinalIgnoreCase)))
        {
            Action = ActivityAction.ChangeMembers;
        }
    }

    /// <summary>The resource that the request brings, so that a refused one has a name in the log.</summary>
    public void Brings(IMessage resource)
    {
        if (Type is { } type) ResourceName = NameOf(type, resource);
    }

    /// <summary>The request is done, and this is the resource now.</summary>
    public void Done(IMessage resource, bool changed = true)
    {
        if (Type is not { } type) return;
        ResourceId = type.Id.Accessor.GetString(resource);
        ResourceName = NameOf(type, resource);
        Unchanged = !changed;
        if (Action == ActivityAction.Update && resource is Protos.Users.V1.User user && _paths.Any(static path => path.Equals("active", StringComparison.OrdinalIgnoreCase)))
        {
            Action = user.Active ? ActivityAction.Enable : ActivityAction.Disable;
        }
    }

    private static string NameOf(ScimResourceType type, IMessage resource) =>
        (type.Attributes.Find("userName") ?? type.Attributes.Find("displayName"))?.Accessor.GetString(resource) ?? "";
}
