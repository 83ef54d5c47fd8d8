namespace Scim.Provisioning.Cycles;

/// <summary>What on-demand provisioning did.</summary>
/// <param name="Succeeded">Whether the user is at the target as the source wants it.</param>
/// <param name="Steps">Import, scope, match and act, in order; a failed connection test comes before them.</param>
public sealed record OnDemandReport(bool Succeeded, IReadOnlyList<ProvisioningStep> Steps);
