using Scim.Protos.Schema.V1;

namespace Scim.Protocol.Schema.Custom;

/// <summary>
/// Finds where a new definition of an extension does more than loosen and add: values that are stored by the old one have
/// to be right by the new one, and what was kept from readers stays so.
/// </summary>
internal static class ExtensionChange
{
    public static IEnumerable<string> Failures(CustomExtension before, CustomExtension after)
    {
        if (after.Urn != before.Urn) yield return $"{before.Urn}: the URI keeps its spelling.";
        if (after.Required && !before.Required) yield return $"{before.Urn} cannot become required: resources may be without it.";
        foreach (string failure in Failures(before.Attributes, after.Attributes, before.Urn + ":")) yield return failure;
    }

    private static IEnumerable<string> Failures(IReadOnlyList<CustomAttribute> before, IReadOnlyList<CustomAttribute> after, string above)
    {
        foreach (CustomAttribute old in before)
        {
            string path = above + old.Definition.Name;
            CustomAttribute? now = after.FirstOrDefault(attribute => Same(attribute, old));
            if (now is null) yield return $"{path} cannot be removed: values may be stored of it.";
            else foreach (string failure in Failures(old, now, path)) yield return failure;
        }

        foreach (CustomAttribute added in after.Where(added => added.Definition.Required && !before.Any(old => Same(added, old))))
        {
            yield return $"{above}{added.Definition.Name} cannot be added as required: values that are stored are without it.";
        }
    }

    private static IEnumerable<string> Failures(CustomAttribute old, CustomAttribute now, string path)
    {
        AttributeDefinition before = old.Definition, after = now.Definition;
        if (after.Type != before.Type) yield return $"{path} cannot become of another type.";
        if (after.MultiValued != before.MultiValued) yield return $"{path} cannot change multiValued.";
        if (after.CaseExact != before.CaseExact) yield return $"{path} cannot change caseExact.";
        if (after.Required && !before.Required) yield return $"{path} cannot become required.";
        if (!Loosens(before.Mutability, after.Mutability)) yield return $"{path} cannot change its mutability from {before.Mutability} to {after.Mutability}.";
        if (after.Returned != before.Returned && (before.Returned == Returned.Never || after.Returned == Returned.Never))
        {
            yield return $"{path} cannot change its returned from or to never.";
        }

        foreach (string failure in Failures(old.SubAttributes, now.SubAttributes, path + ".")) yield return failure;
    }

    private static bool Loosens(Mutability before, Mutability after) =>
        after == before
        || (before, after) is (Mutability.Immutable or Mutability.ReadOnly, Mutability.ReadWrite) or (Mutability.ReadOnly, Mutability.Immutable);

    private static bool Same(CustomAttribute left, CustomAttribute right) => left.Definition.Key == right.Definition.Key;
}
