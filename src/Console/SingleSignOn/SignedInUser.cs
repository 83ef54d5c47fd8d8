using Scim.Protos.Users.V1;

namespace Scim.Admin.SingleSignOn;

/// <summary>A user of a tenant who is signed in.</summary>
internal sealed record SignedInUser(string TenantId, string TenantName, User User);
