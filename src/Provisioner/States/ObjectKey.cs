namespace Scim.Provisioning.States;

/// <summary>A source object.</summary>
/// <param name="Kind">User or group.</param>
/// <param name="Id">Its id in the source.</param>
internal readonly record struct ObjectKey(ObjectKind Kind, string Id);
