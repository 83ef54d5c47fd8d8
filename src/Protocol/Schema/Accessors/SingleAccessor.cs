namespace Scim.Protocol.Schema.Accessors;

/// <summary>A single value of a proto field with explicit presence.</summary>
internal abstract class SingleAccessor<TMessage, T>(Func<TMessage, T> get, Action<TMessage, T> set, Func<TMessage, bool> has, Action<TMessage> clear)
    : AttributeAccessor
    where TMessage : class
    where T : notnull
{
    protected T Get(object owner) => get((TMessage)owner);

    protected void Set(object owner, T value) => set((TMessage)owner, value);

    public sealed override bool IsAssigned(object owner) => has((TMessage)owner);

    public sealed override void Clear(object owner) => clear((TMessage)owner);

    public override object? GetValue(object owner) => has((TMessage)owner) ? get((TMessage)owner) : null;

    public override void SetValue(object owner, object value) => set((TMessage)owner, (T)value);
}
