using Google.Protobuf;

namespace Scim.Protocol.Schema.Accessors;

/// <summary>An attribute of a custom extension: a slot of a <see cref="DynamicComplex"/>.</summary>
internal sealed class DynamicAccessor(int slot, bool multiValued, Func<int> subAttributes) : AttributeAccessor
{
    public override bool IsAssigned(object owner) => Slot(owner) switch
    {
        null => false,
        List<object> list => list.Count > 0,
        _ => true,
    };

    public override void Clear(object owner) => Slot(owner) = null;

    public override object? GetValue(object owner) => Slot(owner);

    public override void SetValue(object owner, object value) => Slot(owner) =
        multiValued ? throw new InvalidOperationException("The attribute is multi-valued.") : value;

    public override string GetString(object owner) => (string?)Slot(owner) ?? "";

    public override void SetString(object owner, string value) => Slot(owner) = value;

    public override bool GetBoolean(object owner) => Slot(owner) is true;

    public override void SetBoolean(object owner, bool value) => Slot(owner) = value;

    public override long GetInteger(object owner) => (long?)Slot(owner) ?? 0;

    public override void SetInteger(object owner, long value) => Slot(owner) = value;

    public override double GetDecimal(object owner) => (double?)Slot(owner) ?? 0;

    public override void SetDecimal(object owner, double value) => Slot(owner) = value;

    public override DateTimeOffset GetDateTime(object owner) => (DateTimeOffset?)Slot(owner) ?? default;

    public override void SetDateTime(object owner, DateTimeOffset value) =>
        Slot(owner) = DateTimeOffset.FromUnixTimeMilliseconds(value.ToUnixTimeMilliseconds());

    public override ByteString GetBinary(object owner) => (ByteString?)Slot(owner) ?? ByteString.Empty;

    public override void SetBinary(object owner, ByteString value) => Slot(owner) = value;

    public override int GetCount(object owner) => (Slot(owner) as List<object>)?.Count ?? 0;

    public override object GetItem(object owner, int index) => List(owner)[index];

    public override void Add(object owner, object value) => List(owner).Add(value);

    public override void SetItem(object owner, int index, object value) => List(owner)[index] = value;

    public override void RemoveAt(object owner, int index) => List(owner).RemoveAt(index);

    public override object CreateComplex() => new DynamicComplex(subAttributes());

    private ref object? Slot(object owner) => ref ((DynamicComplex)owner).Values[slot];

    private List<object> List(object owner) => (List<object>)(Slot(owner) ??= new List<object>());
}
