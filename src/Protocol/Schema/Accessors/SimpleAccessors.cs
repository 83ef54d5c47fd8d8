using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Scim.Protocol.Schema.Accessors;

/// <summary>The accessors of single simple fields, one nested class a type.</summary>
internal static class SimpleAccessors
{
    public sealed class OfString<TMessage>(Func<TMessage, string> get, Action<TMessage, string> set, Func<TMessage, bool> has, Action<TMessage> clear)
        : SingleAccessor<TMessage, string>(get, set, has, clear)
        where TMessage : class
    {
        public override string GetString(object owner) => Get(owner);

        public override void SetString(object owner, string value) => Set(owner, value);
    }

    public sealed class OfBoolean<TMessage>(Func<TMessage, bool> get, Action<TMessage, bool> set, Func<TMessage, bool> has, Action<TMessage> clear)
        : SingleAccessor<TMessage, bool>(get, set, has, clear)
        where TMessage : class
    {
        public override bool GetBoolean(object owner) => Get(owner);

        public override void SetBoolean(object owner, bool value) => Set(owner, value);
    }

    public sealed class OfInteger<TMessage>(Func<TMessage, long> get, Action<TMessage, long> set, Func<TMessage, bool> has, Action<TMessage> clear)
        : SingleAccessor<TMessage, long>(get, set, has, clear)
        where TMessage : class
    {
        public override long GetInteger(object owner) => Get(owner);

        public override void SetInteger(object owner, long value) => Set(owner, value);
    }

    public sealed class OfDecimal<TMessage>(Func<TMessage, double> get, Action<TMessage, double> set, Func<TMessage, bool> has, Action<TMessage> clear)
        : SingleAccessor<TMessage, double>(get, set, has, clear)
        where TMessage : class
    {
        public override double GetDecimal(object owner) => Get(owner);

        public override void SetDecimal(object owner, double value) => Set(owner, value);
    }

    public sealed class OfBinary<TMessage>(Func<TMessage, ByteString> get, Action<TMessage, ByteString> set, Func<TMessage, bool> has, Action<TMessage> clear)
        : SingleAccessor<TMessage, ByteString>(get, set, has, clear)
        where TMessage : class
    {
        public override ByteString GetBinary(object owner) => Get(owner);

        public override void SetBinary(object owner, ByteString value) => Set(owner, value);
    }

    public sealed class OfDateTime<TMessage>(Func<TMessage, Timestamp> get, Action<TMessage, Timestamp> set)
        : SingleAccessor<TMessage, Timestamp>(get, set, message => get(message) is not null, message => set(message, null!))
        where TMessage : class
    {
        public override DateTimeOffset GetDateTime(object owner) => Get(owner).ToDateTimeOffset();

        public override void SetDateTime(object owner, DateTimeOffset value) =>
            Set(owner, Timestamp.FromDateTimeOffset(DateTimeOffset.FromUnixTimeMilliseconds(value.ToUnixTimeMilliseconds())));

        public override object? GetValue(object owner) => Get(owner)?.ToDateTimeOffset();

        public override void SetValue(object owner, object value) => SetDateTime(owner, (DateTimeOffset)value);
    }
}
