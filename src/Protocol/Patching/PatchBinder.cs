using Scim.Protocol.Clients;
using Scim.Protocol.Errors;
using Scim.Protocol.Filters;
using Scim.Protocol.Json;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;
using Scim.Protos.Common.V1;

namespace Scim.Protocol.Patching;

/// <summary>
/// Reads PATCH operations into steps by the attribute table (RFC 7644 section 3.5.2), in every shape that clients send.
/// Errors are 400: invalidPath for an unknown or malformed path, invalidFilter within its brackets, noTarget for remove
/// without a path, mutability for a path that clients must not write, invalidValue for a missing or unfit value.
/// </summary>
/// <remarks>
/// Names without a path that no schema has, and readOnly ones (Okta sends <c>id</c>), are ignored; so is the
/// <c>schemas</c> attribute, which follows from the extensions in use, and what is accepted and discarded (passwords).
/// </remarks>
public static class PatchBinder
{
    /// <summary>Reads one operation.</summary>
    /// <param name="operation">The operation with its value as JSON in UTF-8.</param>
    /// <param name="type">The type of the resource that is changed.</param>
    /// <param name="tolerated">What is taken of the client beyond the RFC: here, elements that are not there and are made.</param>
    public static IReadOnlyList<PatchStep> Bind(PatchOperation operation, ScimResourceType type, Tolerance tolerated = Tolerance.All)
    {
        if (operation.Op is not (PatchOp.Add or PatchOp.Replace or PatchOp.Remove))
        {
            throw ScimException.InvalidSyntax("An operation of a PATCH is add, remove or replace.");
        }

        return string.IsNullOrWhiteSpace(operation.Path) ? WithoutPath(operation, type, tolerated) : WithPath(operation, type, tolerated);
    }

    private static List<PatchStep> WithoutPath(PatchOperation operation, ScimResourceType type, Tolerance tolerated)
    {
        if (operation.Op == PatchOp.Remove)
        {
            throw ScimException.NoTarget("The operation remove needs a path.");
        }

        ReadOnlySpan<byte> json = Value(operation);
        var ignored = new List<string>();
        List<PatchStep> steps = ScimJsonReader.ReadAttributes(json, type, options: null, ignored)
            .ConvertAll(item => Whole(operation.Op, item.Attribute, item));
        if (ignored.Exists(name => IsPath(name, type)))
        {
            foreach (PatchOperation keyed in PatchRequest.Members(operation).Where(keyed => IsPath(keyed.Path, type)))
            {
                steps.AddRange(WithPath(keyed, type, tolerated));
            }
        }

        return steps;
    }

    // Keys that are no names, but paths: emails[type eq "work"].value, or an extension's attribute without its URN.
    private static bool IsPath(string key, ScimResourceType type)
    {
        int bracket = key.IndexOf('[', StringComparison.Ordinal);
        return bracket < 0
            ? AttributeResolver.FindOwn(type, key) is null && AttributeResolver.Find(type, key) is { IsWritable: true }
            : AttributeResolver.Find(type, key[..bracket]) is { IsWritable: true, MultiValued: true };
    }

    private static List<PatchStep> WithPath(PatchOperation operation, ScimResourceType type, Tolerance tolerated)
    {
        AttributePath path = AttributePathParser.Parse(
            operation.Path, urn => urn.Equals(type.Core.Urn, StringComparison.OrdinalIgnoreCase) || type.FindExtension(urn) is not null);
        if (path.Attribute is null && path.Schema!.Equals(type.Core.Urn, StringComparison.OrdinalIgnoreCase))
        {
            return WithoutPath(operation, type, tolerated);
        }

        ScimAttribute attribute = Resolve(path, type, out ScimAttribute? sub);
        if ((sub ?? attribute) is var target && (target.IsSchemas || target.Discarded))
        {
            return [];
        }

        if (!target.IsWritable)
        {
            throw ScimException.Mutability($"{target.Path} is readOnly.");
        }

        if (attribute.MultiValued && (sub is not null || path.Filter is not null))
        {
            return [Elements(operation, attribute, path.Filter, sub, tolerated.HasFlag(Tolerance.MissingElements))];
        }

        if (path.Filter is not null)
        {
            throw ScimException.InvalidPath($"{attribute.Path} has a single value: a filter cannot select from it.");
        }

        return operation.Op == PatchOp.Remove ? [Remove(operation, attribute)] : Assign(operation, attribute);
    }

    // The multi-valued attribute and its sub-attribute apart; anything else as one attribute.
    private static ScimAttribute Resolve(AttributePath path, ScimResourceType type, out ScimAttribute? sub)
    {
        sub = null;
        string name = path.Filter is null ? path.ToString() : (path with { Filter = null, SubAttribute = null }).ToString();
        ScimAttribute attribute = path.Attribute is null
            ? type.FindExtension(path.Schema)!.Attribute
            : AttributeResolver.Find(type, name) ?? throw ScimException.InvalidPath($"{type.Name} has no attribute '{name}'.");

        if (path.Filter is not null && path.SubAttribute is { } subName)
        {
            sub = AttributeResolver.FindSub(attribute, subName)
                ?? throw ScimException.InvalidPath($"{attribute.Path} has no sub-attribute '{subName}'.");
        }
        else if (attribute.Parent is { MultiValued: true } parent)
        {
            sub = attribute;
            attribute = parent;
        }

        return attribute;
    }

    private static PatchStep Remove(PatchOperation operation, ScimAttribute attribute)
    {
        if (!attribute.MultiValued)
        {
            return new SetStep(attribute, null);
        }

        // RFC 7644 gives remove no value; with one, Entra means to remove only what it names.
        return operation.ValueJson.IsEmpty || operation.ValueJson.Span.SequenceEqual("null"u8)
            ? new ReplaceValuesStep(attribute, [])
            : new RemoveValuesStep(attribute, ScimJsonReader.ReadValues(operation.ValueJson.Span, attribute));
    }

    private static List<PatchStep> Assign(PatchOperation operation, ScimAttribute attribute)
    {
        ReadOnlySpan<byte> json = Value(operation);
        if (attribute.MultiValued)
        {
            List<object> values = ScimJsonReader.ReadValues(json, attribute);
            return [operation.Op == PatchOp.Add ? new AddValuesStep(attribute, values) : new ReplaceValuesStep(attribute, values)];
        }

        if (attribute.Type != AttributeType.Complex)
        {
            return [new SetStep(attribute, ScimJsonReader.ReadValue(json, attribute))];
        }

        return ScimJsonReader.ReadAttributes(json, attribute).ConvertAll(item => Whole(operation.Op, item.Attribute, item));
    }

    private static PatchStep Whole(PatchOp op, ScimAttribute attribute, AttributeValue item)
    {
        if (!attribute.MultiValued)
        {
            return new SetStep(attribute, item.Value);
        }

        return op == PatchOp.Add ? new AddValuesStep(attribute, item.Values) : new ReplaceValuesStep(attribute, item.Values);
    }

    private static PatchStep Elements(PatchOperation operation, ScimAttribute attribute, FilterExpression? expression, ScimAttribute? sub, bool makesMissing)
    {
        if (attribute.Type != AttributeType.Complex)
        {
            throw ScimException.InvalidPath($"{attribute.Path} has simple values: a filter or a sub-attribute cannot follow it.");
        }

        BoundFilter? filter = expression is null ? null : FilterBinder.BindValueFilter(expression, attribute);
        if (operation.Op == PatchOp.Remove)
        {
            return sub is null
                ? new RemoveElementsStep(attribute, filter!)
                : new EditElementsStep(attribute, filter, [new AttributeValue(sub, null)]);
        }

        // Bitwarden's and others' add of members[value eq "ID"] says all in its path.
        bool bare = sub is null && operation.Op == PatchOp.Add && operation.ValueJson.IsEmpty;
        List<AttributeValue> assignments = bare ? [] : Assignments(operation, attribute, sub);
        bool unassigns = !bare && assignments.TrueForAll(item => item.Value is null);
        return new EditElementsStep(attribute, filter, assignments)
        {
            Template = unassigns || !makesMissing ? null : FilterTemplate.Create(attribute, filter, operation.Op),
            RequiresMatch = !unassigns || !makesMissing,
            Path = operation.Path,
        };
    }

    private static List<AttributeValue> Assignments(PatchOperation operation, ScimAttribute attribute, ScimAttribute? sub)
    {
        ReadOnlySpan<byte> json = Value(operation);
        if (sub is not null)
        {
            object? value = sub.MultiValued
                ? ScimJsonReader.ReadValues(json, sub) is { Count: > 0 } values ? values : null
                : ScimJsonReader.ReadValue(json, sub);
            return [new AttributeValue(sub, value)];
        }

        List<AttributeValue> items = ScimJsonReader.ReadAttributes(json, attribute);
        return items.Exists(item => item.Attribute == attribute)
            ? [.. attribute.SubAttributes.Where(item => item.IsWritable).Select(item => new AttributeValue(item, null))]
            : items;
    }

    private static ReadOnlySpan<byte> Value(PatchOperation operation) => operation.ValueJson.IsEmpty
        ? throw ScimException.InvalidValue($"The operation {(operation.Op == PatchOp.Add ? "add" : "replace")} needs a value.")
        : operation.ValueJson.Span;
}
