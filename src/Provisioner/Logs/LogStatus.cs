namespace Scim.Provisioning.Logs;

/// <summary>How it ended.</summary>
internal enum LogStatus
{
    /// <summary>Done.</summary>
    Success,

    /// <summary>Failed; the error says why.</summary>
    Failure,

    /// <summary>Nothing had to be done, or nothing is done for such objects.</summary>
    Skipped,

    /// <summary>Done, and something deserves attention.</summary>
    Warning,
}
