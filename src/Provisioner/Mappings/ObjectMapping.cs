namespace Scim.Provisioning.Mappings;

/// <summary>The mapping of users or of groups.</summary>
/// <param name="Attributes">The attributes that are written with the object, in the order of the mapping.</param>
/// <param name="Reference">Manager or members; null where they are not synchronised.</param>
internal sealed record ObjectMapping(IReadOnlyList<AttributeMapping> Attributes, ReferenceMapping? Reference)
{
    /// <summary>The matching attributes in order of precedence; the first hit decides.</summary>
    public IReadOnlyList<AttributeMapping> Matching { get; } =
        [.. Attributes.Where(mapping => mapping.Precedence is not null).OrderBy(mapping => mapping.Precedence)];

    /// <summary>The mapping of <c>active</c>; null where the target knows no disabling, and objects are deleted instead.</summary>
    public AttributeMapping? Active { get; } =
        Attributes.FirstOrDefault(mapping => string.Equals(mapping.Target.Text, "active", StringComparison.OrdinalIgnoreCase));

    /// <summary>The mapped values of one object.</summary>
    public MappedObject Map(SourceValues source)
    {
        var values = new object?[Attributes.Count];
        for (int i = 0; i < values.Length; i++) values[i] = Attributes[i].Target.Convert(Attributes[i].Value.Evaluate(source));
        return new MappedObject(this, values);
    }
}
