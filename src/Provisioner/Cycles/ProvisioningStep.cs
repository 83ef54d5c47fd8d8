namespace Scim.Provisioning.Cycles;

/// <summary>One step of on-demand provisioning, as Entra's page shows it.</summary>
/// <param name="Name">Import, scope, match or act.</param>
/// <param name="Text">What was found or done; may have several lines.</param>
public sealed record ProvisioningStep(string Name, string Text);
