namespace Scim.Storage.Resources;

/// <summary>What a mutation left.</summary>
/// <param name="Resource">The resource as stored.</param>
/// <param name="Changed">Whether anything is different from before. If not, nothing was written and the version is the same.</param>
/// <typeparam name="T">The resource's message.</typeparam>
public sealed record Mutation<T>(T Resource, bool Changed);
