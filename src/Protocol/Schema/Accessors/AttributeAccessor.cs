using Google.Protobuf;

namespace Scim.Protocol.Schema.Accessors;

/// <summary>
/// Reads and writes one attribute's values in the object that owns them. The typed members of another type than the
/// attribute's throw <see cref="InvalidOperationException"/>: callers switch on <see cref="ScimAttribute.Type"/>.
/// </summary>
/// <remarks>
/// Boxed values are <see cref="string"/> (string, reference), <see cref="bool"/>, <see cref="long"/>, <see cref="double"/>,
/// <see cref="DateTimeOffset"/>, <see cref="ByteString"/>, and for a complex value a message or a
/// <see cref="DynamicComplex"/>.
/// </remarks>
public abstract class AttributeAccessor
{
    /// <summary>Whether there is a value; for a multi-valued attribute at least one.</summary>
    public abstract bool IsAssigned(object owner);

    /// <summary>Removes the value or all values.</summary>
    public abstract void Clear(object owner);

    /// <summary>The single value boxed, or null where it is unassigned.</summary>
    public abstract object? GetValue(object owner);

    /// <summary>Sets the single value.</summary>
    public abstract void SetValue(object owner, object value);

    /// <summary>The single string or reference; "" where it is unassigned.</summary>
    public virtual string GetString(object owner) => throw NotOfType("a string");

    /// <summary>Sets the single string or reference.</summary>
    public virtual void SetString(object owner, string value) => throw NotOfType("a string");

    /// <summary>The single Boolean; false where it is unassigned.</summary>
    public virtual bool GetBoolean(object owner) => throw NotOfType("a Boolean");

    /// <summary>Sets the single Boolean.</summary>
    public virtual void SetBoolean(object owner, bool value) => throw NotOfType("a Boolean");

    /// <summary>The single integer; 0 where it is unassigned.</summary>
    public virtual long GetInteger(object owner) => throw NotOfType("an integer");

    /// <summary>Sets the single integer.</summary>
    public virtual void SetInteger(object owner, long value) => throw NotOfType("an integer");

    /// <summary>The single decimal; 0 where it is unassigned.</summary>
    public virtual double GetDecimal(object owner) => throw NotOfType("a decimal");

    /// <summary>Sets the single decimal.</summary>
    public virtual void SetDecimal(object owner, double value) => throw NotOfType("a decimal");

    /// <summary>The single point in time, in UTC.</summary>
    public virtual DateTimeOffset GetDateTime(object owner) => throw NotOfType("a dateTime");

    /// <summary>Sets the single point in time; what is finer than a millisecond is cut off.</summary>
    public virtual void SetDateTime(object owner, DateTimeOffset value) => throw NotOfType("a dateTime");

    /// <summary>The single binary; empty where it is unassigned.</summary>
    public virtual ByteString GetBinary(object owner) => throw NotOfType("a binary");

    /// <summary>Sets the single binary.</summary>
    public virtual void SetBinary(object owner, ByteString value) => throw NotOfType("a binary");

    /// <summary>How many values a multi-valued attribute has.</summary>
    public virtual int GetCount(object owner) => throw NotOfType("multi-valued");

    /// <summary>The value at an index, boxed.</summary>
    public virtual object GetItem(object owner, int index) => throw NotOfType("multi-valued");

    /// <summary>Adds a value behind the others.</summary>
    public virtual void Add(object owner, object value) => throw NotOfType("multi-valued");

    /// <summary>Puts another value in the place of the one at an index.</summary>
    public virtual void SetItem(object owner, int index, object value) => throw NotOfType("multi-valued");

    /// <summary>Removes the value at an index.</summary>
    public virtual void RemoveAt(object owner, int index) => throw NotOfType("multi-valued");

    /// <summary>A new, empty value of a complex attribute, not yet in any owner.</summary>
    public virtual object CreateComplex() => throw NotOfType("complex");

    private InvalidOperationException NotOfType(string what) => new($"{GetType().Name}: the attribute is not {what}.");
}
