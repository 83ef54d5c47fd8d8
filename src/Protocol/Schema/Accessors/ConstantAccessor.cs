namespace Scim.Protocol.Schema.Accessors;

/// <summary>An attribute whose value is the same for all resources of a type: meta.resourceType.</summary>
internal sealed class ConstantAccessor(string value) : AttributeAccessor
{
    public override bool IsAssigned(object owner) => true;

    public override void Clear(object owner)
    {
    }

    public override object? GetValue(object owner) => value;

    public override void SetValue(object owner, object value)
    {
    }

    public override string GetString(object owner) => value;

    public override void SetString(object owner, string value)
    {
    }
}
