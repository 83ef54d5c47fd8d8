namespace Scim.Provisioning.States;

/// <summary>Why a job is in quarantine; the names are Microsoft Graph's.</summary>
internal enum QuarantineReason
{
    /// <summary>Wrong credentials, an endpoint that is not SCIM, or one that does not answer.</summary>
    EncounteredQuarantineException,

    /// <summary>Too many objects failed.</summary>
    EncounteredEscrowProportionThreshold,

    /// <summary>More objects would be deleted or disabled than the accidental-deletion threshold allows.</summary>
    AccidentalDeletionThreshold,
}
