using System.Text.Json;
using Scim.Provisioning.Endpoints;
using Scim.Provisioning.Mappings;
using Scim.Provisioning.States;

namespace Scim.Provisioning.Cycles;

/// <summary>Finds objects at the target, by id or by the matching attributes.</summary>
internal sealed class TargetReader(CycleContext context)
{
    /// <summary>Reads an object by the id that the target gave it; null where it is gone.</summary>
    public async Task<JsonElement?> GetAsync(ObjectKind kind, string targetId, CancellationToken cancellationToken)
    {
        var request = new ScimRequest(HttpMethod.Get, ObjectRoutes.Read(kind, targetId));
        ScimReply reply = await context.Endpoint.SendAsync(request, cancellationToken);
        if (reply.Status == 404) return null;
        if (!reply.IsSuccess) throw reply.ToFailure();

        LookupReader.Id(reply.Body, reply.Status);
        return Checked(kind, reply.Body!.Value);
    }

    /// <summary>
    /// Looks an object up by its matching attributes, one after the other; the first hit decides. Entra never combines
    /// them in one filter.
    /// </summary>
    public async Task<JsonElement?> MatchAsync(ObjectPlan plan, CancellationToken cancellationToken)
    {
        bool asked = false;
        foreach (string query in Queries(plan))
        {
            asked = true;
            if (await LookupAsync(plan.Key.Kind, query, cancellationToken) is { } found) return found;
        }

        return asked ? null : throw new EndpointException(
            FailureCode.MissingValues, "The source has no value for any matching attribute, so the object cannot be looked up.");
    }

    public async Task<JsonElement?> LookupAsync(ObjectKind kind, string query, CancellationToken cancellationToken)
    {
        ScimReply reply = await context.Endpoint.SendAsync(new ScimRequest(HttpMethod.Get, query), cancellationToken);
        IReadOnlyList<JsonElement> found = LookupReader.List(reply);
        context.Trace?.Invoke(new ProvisioningStep("match", $"GET {query}: {(found.Count == 0 ? "not found" : "found")}"));
        if (found.Count == 0) return null;

        LookupReader.Id(found[0], reply.Status);
        return Checked(kind, found[0]);
    }

    /// <summary>The lookups of an object, in order of precedence.</summary>
    public static IEnumerable<string> Queries(ObjectPlan plan)
    {
        foreach (AttributeMapping matching in plan.Mapped!.Mapping.Matching)
        {
            if (plan.Mapped.ValueOf(matching) is { } value)
                yield return ObjectRoutes.Lookup(plan.Key.Kind, matching.Target.Text, value);
        }
    }

    private static JsonElement Checked(ObjectKind kind, JsonElement resource)
    {
        if (kind == ObjectKind.Group) LookupReader.RefuseMembers(resource);
        return resource;
    }
}
