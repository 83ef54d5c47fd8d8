using Scim.Protos.Common.V1;

namespace Scim.Storage.Resources;

/// <summary>A page of a list whose resources are SCIM JSON.</summary>
/// <param name="Resources">The resources.</param>
/// <param name="Page">Where the page is in the list.</param>
public sealed record JsonPage(IReadOnlyList<JsonResource> Resources, ListPage Page);
