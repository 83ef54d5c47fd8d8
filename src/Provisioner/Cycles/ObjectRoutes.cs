using System.Text.Json.Nodes;
using Scim.Provisioning.Mappings;
using Scim.Provisioning.Requests;
using Scim.Provisioning.States;

namespace Scim.Provisioning.Cycles;

/// <summary>The requests about an object of either kind. Groups are always read without their members.</summary>
internal static class ObjectRoutes
{
    public static string Collection(ObjectKind kind) => kind == ObjectKind.User ? "Users" : "Groups";

    public static string Resource(ObjectKind kind, string targetId) => $"{Collection(kind)}/{Uri.EscapeDataString(targetId)}";

    public static string Read(ObjectKind kind, string targetId) =>
        kind == ObjectKind.User ? Resource(kind, targetId) : $"{Resource(kind, targetId)}?excludedAttributes=members";

    public static string Lookup(ObjectKind kind, string attribute, object value) =>
        kind == ObjectKind.User ? LookupQuery.Users(attribute, value) : LookupQuery.Groups(attribute, value);

    public static JsonObject Create(ObjectKind kind, MappedObject mapped) =>
        kind == ObjectKind.User ? CreateBody.User(mapped) : CreateBody.Group(mapped);
}
