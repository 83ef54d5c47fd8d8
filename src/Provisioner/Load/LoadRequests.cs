using System.Text.Json.Nodes;
using Scim.Provisioning.Directories;
using Scim.Provisioning.Endpoints;
using Scim.Provisioning.Mappings;
using Scim.Provisioning.Requests;

namespace Scim.Provisioning.Load;

/// <summary>Makes the requests of a load test: the same shapes that cycles send.</summary>
internal sealed class LoadRequests(MappingSet mappings, LoadSubjects subjects, PatchDialect dialect)
{
    public const string GroupName = "Provisioner load test";

    private static readonly string[] Changed = ["title", "displayName", "phoneNumbers[type eq \"work\"].value"];

    /// <summary>The next request of a kind, and the user that it creates.</summary>
    public (ScimRequest Request, SourceUser? Created) Next(LoadRequestKind kind)
    {
        (string Id, SourceUser User)? subject = kind == LoadRequestKind.Create ? null : subjects.Pick();
        if (subject is not { } known) return Create();

        string resource = $"Users/{Uri.EscapeDataString(known.Id)}";
        return kind switch
        {
            LoadRequestKind.Lookup => (Get(LookupQuery.Users("userName", Name(known.User))), null),
            LoadRequestKind.Get => (Get(resource), null),
            LoadRequestKind.Update => (Patch(resource, Update()), null),
            LoadRequestKind.Disable => (Patch(resource, Active()), null),
            LoadRequestKind.Member => (Patch($"Groups/{subjects.GroupId}", Member(known.Id)), null),
            LoadRequestKind.Group => (Get(LookupQuery.Groups("displayName", GroupName)), null),
            LoadRequestKind.Delete => (new ScimRequest(HttpMethod.Delete, $"Users/{subjects.Take()}"), null),
            _ => Create(),
        };
    }

    public (ScimRequest Request, SourceUser Created) Create()
    {
        (SourceUser user, JsonObject body) = subjects.New();
        return (new ScimRequest(HttpMethod.Post, "Users", body), user);
    }

    // Half of Entra's lookups find nobody: those of new users.
    private string Name(SourceUser user) => subjects.Random(2) == 0 ? user.Name : $"nobody.{Guid.NewGuid():N}@load.example";

    private JsonObject Update()
    {
        AttributeChange[] changes = [.. mappings.Users.Attributes
            .Where(mapping => Changed.Contains(mapping.Target.Text, StringComparer.Ordinal))
            .Select(mapping => new AttributeChange(mapping.Target, "old", $"Load {subjects.Random(1_000_000)}", WhenNull.Skip))];
        return PatchBody.Attributes(changes, dialect);
    }

    private JsonObject Active()
    {
        TargetAttribute active = mappings.Users.Active!.Target;
        bool next = subjects.Random(2) == 0;
        return PatchBody.Attributes([new AttributeChange(active, !next, next, WhenNull.Skip)], dialect);
    }

    private JsonObject Member(string id)
    {
        TargetAttribute members = mappings.Groups.Reference!.Target;
        return subjects.Random(2) == 0
            ? PatchBody.AddMembers(members, [id], dialect)
            : PatchBody.RemoveMembers(members, [id], dialect);
    }

    private static ScimRequest Get(string path) => new(HttpMethod.Get, path);

    private static ScimRequest Patch(string path, JsonObject body) => new(HttpMethod.Patch, path, body);
}
