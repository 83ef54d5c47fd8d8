using Scim.Protocol.Schema;

namespace Scim.Storage.Resources;

/// <summary>Tells a resource type with a tenant's custom extensions, for work that no request began.</summary>
/// <param name="tenantId">The tenant.</param>
/// <param name="cancellationToken">Ends the wait.</param>
public delegate ValueTask<ScimResourceType> TenantTypeOf(string tenantId, CancellationToken cancellationToken);
