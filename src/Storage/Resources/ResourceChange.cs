using Scim.Protos.Common.V1;

namespace Scim.Storage.Resources;

/// <summary>The change of one resource.</summary>
/// <param name="TenantId">Its tenant.</param>
/// <param name="Id">Its id.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Resource">The resource after the change.</param>
/// <typeparam name="T">The resource's message.</typeparam>
public sealed record ResourceChange<T>(string TenantId, string Id, ChangeKind Kind, T Resource);
