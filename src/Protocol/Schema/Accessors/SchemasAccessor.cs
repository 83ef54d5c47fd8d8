namespace Scim.Protocol.Schema.Accessors;

/// <summary>The <c>schemas</c> attribute (RFC 7643 section 3): the core schema and each extension that has values.</summary>
internal sealed class SchemasAccessor(string coreUrn, IReadOnlyList<ScimAttribute> extensions) : AttributeAccessor
{
    public override bool IsAssigned(object owner) => true;

    public override void Clear(object owner)
    {
    }

    public override object? GetValue(object owner) => throw new InvalidOperationException("The attribute is multi-valued.");

    public override void SetValue(object owner, object value)
    {
    }

    public override int GetCount(object owner)
    {
        int count = 1;
        foreach (ScimAttribute extension in extensions)
        {
            count += extension.Accessor.IsAssigned(owner) ? 1 : 0;
        }

        return count;
    }

    public override object GetItem(object owner, int index)
    {
        if (index == 0)
        {
            return coreUrn;
        }

        foreach (ScimAttribute extension in extensions)
        {
            if (extension.Accessor.IsAssigned(owner) && --index == 0)
            {
                return extension.Name;
            }
        }

        throw new ArgumentOutOfRangeException(nameof(index));
    }

    public override void Add(object owner, object value)
    {
    }

    public override void SetItem(object owner, int index, object value)
    {
    }

    public override void RemoveAt(object owner, int index)
    {
    }
}
