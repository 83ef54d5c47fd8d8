using System.Reflection;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Scim.Protocol.Schema.Accessors;

namespace Scim.Protocol.Schema.Descriptors;

/// <summary>
/// Makes accessors from the generated properties as open delegates: as quick to make as to call, where compiled
/// expressions would cost start-up time.
/// </summary>
internal static class AccessorFactory
{
    private static readonly MethodInfo MakeMessage = Method(nameof(Message));
    private static readonly MethodInfo MakeRepeated = Method(nameof(Repeated));
    private static readonly MethodInfo MakeRepeatedComplex = Method(nameof(RepeatedComplex));

    public static AttributeAccessor Create(FieldDescriptor field)
    {
        System.Type owner = field.ContainingType.ClrType;
        PropertyInfo property = owner.GetProperty(field.PropertyName)
            ?? throw new InvalidOperationException($"{owner} has no property {field.PropertyName}.");

        if (field.IsRepeated)
        {
            System.Type item = property.PropertyType.GetGenericArguments()[0];
            bool complex = field.FieldType == FieldType.Message && item != typeof(Timestamp);
            return Invoke(complex ? MakeRepeatedComplex : MakeRepeated, property, owner, item);
        }

        return field.FieldType switch
        {
            FieldType.Message when property.PropertyType == typeof(Timestamp) => Simple(nameof(DateTime), property),
            FieldType.Message => Invoke(MakeMessage, property, owner, property.PropertyType),
            FieldType.String => Simple(nameof(String), property),
            FieldType.Bool => Simple(nameof(Boolean), property),
            FieldType.Int64 => Simple(nameof(Integer), property),
            FieldType.Double => Simple(nameof(Decimal), property),
            FieldType.Bytes => Simple(nameof(Binary), property),
            _ => throw new InvalidOperationException($"{field.FullName} has no accessor."),
        };
    }

    private static AttributeAccessor Simple(string factory, PropertyInfo property) =>
        Invoke(Method(factory), property, property.DeclaringType!);

    private static AttributeAccessor Invoke(MethodInfo factory, PropertyInfo property, params System.Type[] types) =>
        (AttributeAccessor)factory.MakeGenericMethod(types).Invoke(null, [property])!;

    private static MethodInfo Method(string name) =>
        typeof(AccessorFactory).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!;

    private static SimpleAccessors.OfString<T> String<T>(PropertyInfo property)
        where T : class => new(Get<T, string>(property), Set<T, string>(property), Has<T>(property), Clear<T>(property));

    private static SimpleAccessors.OfBoolean<T> Boolean<T>(PropertyInfo property)
        where T : class => new(Get<T, bool>(property), Set<T, bool>(property), Has<T>(property), Clear<T>(property));

    private static SimpleAccessors.OfInteger<T> Integer<T>(PropertyInfo property)
        where T : class => new(Get<T, long>(property), Set<T, long>(property), Has<T>(property), Clear<T>(property));

    private static SimpleAccessors.OfDecimal<T> Decimal<T>(PropertyInfo property)
        where T : class => new(Get<T, double>(property), Set<T, double>(property), Has<T>(property), Clear<T>(property));

    private static SimpleAccessors.OfBinary<T> Binary<T>(PropertyInfo property)
        where T : class => new(Get<T, ByteString>(property), Set<T, ByteString>(property), Has<T>(property), Clear<T>(property));

    private static SimpleAccessors.OfDateTime<T> DateTime<T>(PropertyInfo property)
        where T : class => new(Get<T, Timestamp>(property), Set<T, Timestamp>(property));

    private static MessageAccessor<TOwner, T> Message<TOwner, T>(PropertyInfo property)
        where TOwner : class
        where T : class, IMessage, new() => new(Get<TOwner, T?>(property), Set<TOwner, T?>(property));

    private static RepeatedAccessor<TOwner, T> Repeated<TOwner, T>(PropertyInfo property)
        where TOwner : class
        where T : notnull => new(Get<TOwner, RepeatedField<T>>(property), create: null);

    private static RepeatedAccessor<TOwner, T> RepeatedComplex<TOwner, T>(PropertyInfo property)
        where TOwner : class
        where T : class, IMessage, new() => new(Get<TOwner, RepeatedField<T>>(property), () => new T());

    private static Func<TOwner, T> Get<TOwner, T>(PropertyInfo property) => property.GetMethod!.CreateDelegate<Func<TOwner, T>>();

    private static Action<TOwner, T> Set<TOwner, T>(PropertyInfo property) => property.SetMethod!.CreateDelegate<Action<TOwner, T>>();

    private static Func<TOwner, bool> Has<TOwner>(PropertyInfo property) =>
        property.DeclaringType!.GetProperty($"Has{property.Name}")!.GetMethod!.CreateDelegate<Func<TOwner, bool>>();

    private static Action<TOwner> Clear<TOwner>(PropertyInfo property) =>
        property.DeclaringType!.GetMethod($"Clear{property.Name}", System.Type.EmptyTypes)!.CreateDelegate<Action<TOwner>>();
}
