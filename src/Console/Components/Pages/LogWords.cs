using Scim.Protos.Tokens.V1;

namespace Scim.Admin.Components.Pages;

/// <summary>Records of provisioning in words.</summary>
internal static class LogWords
{
    private const int MostPaths = 4;

    public static IReadOnlyList<(ActivityAction, string)> Actions { get; } =
    [
        (ActivityAction.Create, "Create"), (ActivityAction.Update, "Update"), (ActivityAction.Disable, "Disable"), (ActivityAction.Enable, "Enable"),
        (ActivityAction.Delete, "Delete"), (ActivityAction.ChangeMembers, "Change members"), (ActivityAction.Read, "Read"),
    ];

    public static IReadOnlyList<(ActivityOutcome, string)> Outcomes { get; } =
        [(ActivityOutcome.Success, "Success"), (ActivityOutcome.Failure, "Failure"), (ActivityOutcome.NoChange, "No change")];

    public static string Of(ActivityAction action) => Actions.FirstOrDefault(pair => pair.Item1 == action).Item2 ?? "–";

    public static string Of(ActivityOutcome outcome) => Outcomes.FirstOrDefault(pair => pair.Item1 == outcome).Item2 ?? "–";

    public static string Kind(ActivityOutcome outcome) => outcome switch
    {
        ActivityOutcome.Success => "good",
        ActivityOutcome.Failure => "bad",
        _ => "",
    };

    public static string Name(ActivityRecord record) =>
        record.ResourceName.Length > 0 ? record.ResourceName : record.ResourceId.Length > 0 ? record.ResourceId : "–";

    /// <summary>The page of the resource; null where it has none.</summary>
    public static string? Link(string tenant, ActivityRecord record)
    {
        if (record.ResourceId.Length == 0 || record.Action == ActivityAction.Delete) return null;
        string? pages = record.ResourceType switch
        {
            "User" => "users",
            "Group" => "groups",
            _ => null,
        };
        return pages is null ? null : $"t/{Uri.EscapeDataString(tenant)}/{pages}/{Uri.EscapeDataString(record.ResourceId)}";
    }

    public static string Paths(ActivityRecord record) => record.ChangedPaths.Count <= MostPaths
        ? string.Join(", ", record.ChangedPaths)
        : $"{string.Join(", ", record.ChangedPaths.Take(MostPaths))} +{record.ChangedPaths.Count - MostPaths}";

    /// <summary>What to do about a failure, in a sentence or two; null where nothing is to be done.</summary>
    public static string? Advice(ActivityRecord record) => record.Outcome != ActivityOutcome.Failure ? null : (record.ScimType, record.HttpStatus) switch
    {
        ("uniqueness", _) => "Another user here has this value. Match by an attribute that both sides agree on, or rename or remove the other user.",
        ("mutability", _) => "The attribute cannot be changed by the identity provider. Remove it from the mapping.",
        ("noTarget", _) => "The value that was to be changed is not there. Restart provisioning, so that the identity provider reads the user anew.",
        ("invalidPath" or "invalidFilter", _) => "The mapping names an attribute that does not exist here. Compare it with the attribute table under SCIM.",
        ("invalidValue", _) => "A value does not fit its attribute. Correct it in the identity provider's directory, or its mapping.",
        ("tooMany", _) => "The request asks for too much at once. Narrow the scope of provisioning.",
        (_, 401) => "The token is not good: it ended, was revoked, or was not pasted whole. Generate one under SCIM and paste it into the identity provider.",
        (_, 403) => "The token allows reading only, or the connection is suspended. Issue one that allows writing, or resume the connection.",
        (_, 404) => "The user or group is gone here. The identity provider creates it anew in its next cycle; if not, restart provisioning.",
        (_, 409 or 412) => "Others changed the same thing at the same time. The identity provider tries again by itself.",
        (_, 413) => "The request is larger than this service takes. Lower the number of members or operations in a request.",
        (_, 429) => "More requests came than the connection may send. The identity provider slows down by itself; raise the limit under Connections if it lasts.",
        (_, >= 500) => "The service could not answer for the moment. The identity provider tries again by itself; tell the operator if it lasts.",
        _ => "Correct the mapping in the identity provider, then provision the user on demand to try it.",
    };
}
