namespace Scim.Protocol.Paths;

/// <summary>
/// An attribute in the notation of RFC 7644 section 3.10: <c>[URN:]attribute[.subAttribute]</c>, as it was written.
/// The dots of a URN's version are not separators: <c>urn:…:enterprise:2.0:User:manager.value</c> has the schema
/// <c>urn:…:enterprise:2.0:User</c>. Equality ignores case, as RFC 7643 section 2.1 wants it.
/// </summary>
/// <param name="Schema">The URN, or null.</param>
/// <param name="Attribute">
/// The attribute. For the URN of a whole extension (<c>urn:…:2.0:User</c>), which only a schema can tell from an
/// attribute, the last segment stands here and <see cref="Qualified"/> gives the URN again.
/// </param>
/// <param name="SubAttribute">The sub-attribute, or null.</param>
public sealed record AttributeName(string? Schema, string Attribute, string? SubAttribute)
{
    /// <summary>Schema and attribute without sub-attribute, <c>URN:attribute</c>.</summary>
    public string Qualified => Schema is null ? Attribute : $"{Schema}:{Attribute}";

    /// <summary>The name in SCIM's notation.</summary>
    public override string ToString() => SubAttribute is null ? Qualified : $"{Qualified}.{SubAttribute}";

    /// <inheritdoc/>
    public bool Equals(AttributeName? other) =>
        other is not null
        && string.Equals(Attribute, other.Attribute, StringComparison.OrdinalIgnoreCase)
        && string.Equals(SubAttribute, other.SubAttribute, StringComparison.OrdinalIgnoreCase)
        && string.Equals(Schema, other.Schema, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        HashCode.Combine(Attribute.GetHashCode(StringComparison.OrdinalIgnoreCase), Schema is null, SubAttribute is null);
}
