using Scim.Protos.Common.V1;

namespace Scim.Storage.Resources;

/// <summary>A page of a list.</summary>
/// <param name="Resources">The resources.</param>
/// <param name="Page">Where the page is in the list.</param>
/// <typeparam name="T">The resource's message.</typeparam>
public sealed record ResourcePage<T>(IReadOnlyList<T> Resources, ListPage Page);
