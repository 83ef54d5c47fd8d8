namespace Scim.Provisioning.Mappings;

/// <summary>A reference to other objects, sent in a later pass, when those exist.</summary>
/// <param name="Target">The target attribute: <c>…:User:manager</c> or <c>members</c>.</param>
internal sealed record ReferenceMapping(TargetAttribute Target);
