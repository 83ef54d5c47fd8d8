using Scim.Provisioning.States;

namespace Scim.Provisioning.Cycles;

/// <summary>The cycle ends at once, and the job goes into quarantine.</summary>
internal sealed class JobStoppedException(QuarantineReason reason, string message, Exception? cause = null) : Exception(message, cause)
{
    public QuarantineReason Reason { get; } = reason;
}
