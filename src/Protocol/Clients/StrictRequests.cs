using System.Text.Json;
using Scim.Protocol.Errors;
using Scim.Protocol.Filters;
using Scim.Protocol.Patching;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Clients;

/// <summary>
/// Holds requests to the letter of the RFCs, for clients that want every deviation told. It comes after the liberal reading,
/// which has found what nobody may send, and changes nothing of it.
/// </summary>
public static class StrictRequests
{
    /// <summary>A resource: the body of a POST or PUT.</summary>
    /// <param name="json">JSON that was read as a resource already.</param>
    /// <param name="type">The resource's type.</param>
    /// <param name="tolerated">What is taken all the same.</param>
    /// <exception cref="ScimException">400: all deviations, with the scimType of the first.</exception>
    public static void CheckResource(ReadOnlyMemory<byte> json, ScimResourceType type, Tolerance tolerated)
    {
        if (tolerated == Tolerance.All) return;
        using JsonDocument document = JsonDocument.Parse(json);
        var deviations = new Deviations(tolerated);
        StrictSchemas.Check(document.RootElement, type, deviations);
        new StrictValues(deviations, readOnlyMatters: false).CheckResource(document.RootElement, type);
        deviations.Refuse();
    }

    /// <summary>The body of a PATCH.</summary>
    /// <param name="json">JSON that was read by <see cref="PatchRequest"/> already.</param>
    /// <param name="type">The type of the resource that is changed.</param>
    /// <param name="tolerated">What is taken all the same.</param>
    /// <exception cref="ScimException">400: all deviations, with the scimType of the first; invalidPath or invalidFilter for a path that is none.</exception>
    public static void CheckPatch(ReadOnlyMemory<byte> json, ScimResourceType type, Tolerance tolerated)
    {
        if (tolerated == Tolerance.All) return;
        using JsonDocument document = JsonDocument.Parse(json);
        var deviations = new Deviations(tolerated, ScimErrorType.InvalidPath);
        StrictSchemas.Check(document.RootElement, PatchRequest.Schema, deviations);
        new StrictPatch(type, tolerated, deviations).Check(document.RootElement);
        deviations.Refuse();
    }

    /// <summary>A message that only has to name its schema: a bulk or a search.</summary>
    /// <param name="json">JSON that was read already.</param>
    /// <param name="schema">The URN of the message's schema.</param>
    /// <param name="tolerated">What is taken all the same.</param>
    /// <exception cref="ScimException">400 invalidSyntax.</exception>
    public static void CheckMessage(ReadOnlyMemory<byte> json, string schema, Tolerance tolerated)
    {
        if (tolerated == Tolerance.All) return;
        using JsonDocument document = JsonDocument.Parse(json);
        var deviations = new Deviations(tolerated);
        StrictSchemas.Check(document.RootElement, schema, deviations);
        deviations.Refuse();
    }

    /// <summary>A filter on resources.</summary>
    /// <param name="filter">The text; empty for none.</param>
    /// <param name="type">The type of the resources.</param>
    /// <param name="tolerated">What is taken all the same.</param>
    /// <exception cref="ScimException">400 invalidFilter.</exception>
    public static void CheckFilter(string filter, ScimResourceType type, Tolerance tolerated)
    {
        if (tolerated == Tolerance.All || filter.Length == 0) return;
        var deviations = new Deviations(tolerated, ScimErrorType.InvalidFilter);
        new StrictFilter(deviations).Check(FilterParser.Parse(filter, strict: !tolerated.HasFlag(Tolerance.Filters)), type);
        deviations.Refuse();
    }
}
