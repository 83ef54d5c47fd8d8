using System.Reflection;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Google.Protobuf.Reflection;
using Scim.Protos.Common.V1;

namespace Scim.Storage.Bson;

/// <summary>
/// The fields of a resource message that are no SCIM attributes and every type has: <c>external_ids</c>,
/// <c>last_change</c> and <c>extensions</c>, as open delegates.
/// </summary>
internal static class ResourceFields<T>
    where T : class, IMessage<T>, new()
{
    private static readonly MessageDescriptor Descriptor = new T().Descriptor;

    public static Func<T, RepeatedField<ExternalId>> ExternalIds { get; } = Getter<RepeatedField<ExternalId>>("external_ids");

    public static Func<T, LastChange?> GetLastChange { get; } = Getter<LastChange?>("last_change");

    public static Action<T, LastChange?> SetLastChange { get; } =
        Property("last_change").SetMethod!.CreateDelegate<Action<T, LastChange?>>();

    private static Func<T, TValue> Getter<TValue>(string field) => Property(field).GetMethod!.CreateDelegate<Func<T, TValue>>();

    private static PropertyInfo Property(string field) =>
        typeof(T).GetProperty(Descriptor.FindFieldByName(field)?.PropertyName ?? "")
            ?? throw new InvalidOperationException($"{Descriptor.FullName} has no field {field}.");
}
