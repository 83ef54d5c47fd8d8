using Google.Protobuf;

namespace Scim.Protocol.Schema.Accessors;

/// <summary>A single complex value: a message field.</summary>
internal sealed class MessageAccessor<TMessage, T>(Func<TMessage, T?> get, Action<TMessage, T?> set) : AttributeAccessor
    where TMessage : class
    where T : class, IMessage, new()
{
    public override bool IsAssigned(object owner) => get((TMessage)owner) is not null;

    public override void Clear(object owner) => set((TMessage)owner, null);

    public override object? GetValue(object owner) => get((TMessage)owner);

    public override void SetValue(object owner, object value) => set((TMessage)owner, (T)value);

    public override object CreateComplex() => new T();
}
