using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;

namespace Scim.Protocol.Schema.Accessors;

/// <summary>A multi-valued attribute: a repeated field.</summary>
internal sealed class RepeatedAccessor<TMessage, T>(Func<TMessage, RepeatedField<T>> get, Func<T>? create) : AttributeAccessor
    where TMessage : class
    where T : notnull
{
    public override bool IsAssigned(object owner) => get((TMessage)owner).Count > 0;

    public override void Clear(object owner) => get((TMessage)owner).Clear();

    public override object? GetValue(object owner) => throw new InvalidOperationException("The attribute is multi-valued.");

    public override void SetValue(object owner, object value) => throw new InvalidOperationException("The attribute is multi-valued.");

    public override int GetCount(object owner) => get((TMessage)owner).Count;

    public override object GetItem(object owner, int index) => Box(get((TMessage)owner)[index]);

    public override void Add(object owner, object value) => get((TMessage)owner).Add(Unbox(value));

    public override void SetItem(object owner, int index, object value) => get((TMessage)owner)[index] = Unbox(value);

    public override void RemoveAt(object owner, int index) => get((TMessage)owner).RemoveAt(index);

    public override object CreateComplex() =>
        create is null ? throw new InvalidOperationException("The attribute is not complex.") : create();

    private static object Box(T item) => item is Timestamp time ? time.ToDateTimeOffset() : item;

    private static T Unbox(object value) => value is DateTimeOffset time
        ? (T)(object)Timestamp.FromDateTimeOffset(DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds()))
        : (T)value;
}
