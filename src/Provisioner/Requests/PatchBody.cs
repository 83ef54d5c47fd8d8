using System.Text.Json.Nodes;
using Scim.Provisioning.Mappings;

namespace Scim.Provisioning.Requests;

/// <summary>The bodies of PATCH requests in both of Entra's dialects.</summary>
internal static class PatchBody
{
    /// <summary>Attributes that differ.</summary>
    public static JsonObject Attributes(IReadOnlyList<AttributeChange> changes, PatchDialect dialect) =>
        Body(dialect == PatchDialect.Legacy ? changes.Select(Legacy) : Compliant(changes));

    /// <summary>
    /// The manager, or its removal by null. By default a single-valued complex attribute comes wrapped in an array and its
    /// path has no URN; with the flag it is the bare id. Removing is a replace with <c>""</c> in both.
    /// </summary>
    public static JsonObject Manager(TargetAttribute target, string? oldId, string? newId, string resourceUrl, PatchDialect dialect)
    {
        bool legacy = dialect == PatchDialect.Legacy;
        string op = oldId is null ? "add" : "replace";
        if (newId is null) return Body([Operation(legacy ? "Replace" : "replace", target.Text, "")]);
        if (!legacy) return Body([Operation(op, target.Text, newId)]);

        var value = new JsonArray(new JsonObject { ["$ref"] = resourceUrl, ["value"] = newId });
        return Body([Operation(Capitalised(op), target.Attribute, value)]);
    }

    /// <summary>Members to add, in one operation.</summary>
    public static JsonObject AddMembers(TargetAttribute target, IReadOnlyList<string> ids, PatchDialect dialect) =>
        Body([Operation(dialect == PatchDialect.Legacy ? "Add" : "add", target.Text, Members(ids))]);

    /// <summary>
    /// Members to remove: by default one operation with a value, which a server must not read as "all members"; with the
    /// flag one operation a member.
    /// </summary>
    public static JsonObject RemoveMembers(TargetAttribute target, IReadOnlyList<string> ids, PatchDialect dialect) =>
        dialect == PatchDialect.Legacy
            ? Body([Operation("Remove", target.Text, Members(ids))])
            : Body(ids.Select(id => Operation("remove", $"{target.Text}[value eq {JsonValue.Create(id).ToJsonString()}]")));

    private static JsonObject Legacy(AttributeChange change) => change switch
    {
        { New: null, Clearing: WhenNull.Remove } => Operation("Remove", change.Target.Text),
        { New: null } => Operation("Replace", change.Target.Text, Cleared(change)),
        _ => Operation(change.Old is null ? "Add" : "Replace", change.Target.Text, LegacyValue(change.New)),
    };

    // Filtered paths and adds stay operations of their own, and so does a disable alone; every other replace goes into
    // one operation without a path, whose keys are the paths.
    private static IEnumerable<JsonObject> Compliant(IReadOnlyList<AttributeChange> changes)
    {
        var merged = new JsonObject();
        foreach (AttributeChange change in changes)
        {
            bool isAdd = change.Old is null && change.New is not null;
            if (change.New is null && change.Clearing == WhenNull.Remove)
            {
                yield return Operation("remove", change.Target.Text);
            }
            else if (isAdd || change.Target.IsFiltered || (changes.Count == 1 && change.Target.Text == "active"))
            {
                yield return Operation(isAdd ? "add" : "replace", change.Target.Text, NewValue(change));
            }
            else
            {
                merged[change.Target.Text] = NewValue(change);
            }
        }

        if (merged.Count > 0) yield return new JsonObject { ["op"] = "replace", ["value"] = merged };
    }

    private static JsonNode? NewValue(AttributeChange change) =>
        change.New is null ? Cleared(change) : TargetAttribute.Node(change.New);

    private static JsonValue? Cleared(AttributeChange change) =>
        change.Clearing == WhenNull.Null ? null : JsonValue.Create("");

    private static JsonValue? LegacyValue(object value) => JsonValue.Create(MappingExpression.AsText(value));

    private static JsonArray Members(IReadOnlyList<string> ids) =>
        new([.. ids.Select(id => (JsonNode)new JsonObject { ["$ref"] = null, ["value"] = id })]);

    private static string Capitalised(string op) => char.ToUpperInvariant(op[0]) + op[1..];

    private static JsonObject Operation(string op, string path) => new() { ["op"] = op, ["path"] = path };

    private static JsonObject Operation(string op, string path, JsonNode? value) =>
        new() { ["op"] = op, ["path"] = path, ["value"] = value };

    private static JsonObject Body(IEnumerable<JsonObject> operations) => new()
    {
        ["schemas"] = new JsonArray(ScimUrns.PatchOp),
        ["Operations"] = new JsonArray([.. operations]),
    };
}
