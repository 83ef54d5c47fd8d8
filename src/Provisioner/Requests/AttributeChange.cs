using Scim.Provisioning.Mappings;

namespace Scim.Provisioning.Requests;

/// <summary>One attribute that differs between source and target.</summary>
/// <param name="Target">The attribute.</param>
/// <param name="Old">What the target has, or null.</param>
/// <param name="New">What it is to have; null clears it.</param>
/// <param name="Clearing">How it is cleared.</param>
internal sealed record AttributeChange(TargetAttribute Target, object? Old, object? New, WhenNull Clearing);
