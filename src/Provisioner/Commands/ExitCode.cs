namespace Scim.Provisioning.Commands;

/// <summary>Exit codes of the command line; <c>docs/provisioner.md</c> lists them for scripts.</summary>
internal enum ExitCode
{
    /// <summary>Everything that had to be done was done.</summary>
    Success = 0,

    /// <summary>The cycle ended, and some objects failed; a later cycle tries them again.</summary>
    ObjectsFailed = 1,

    /// <summary>A file or an option cannot be used.</summary>
    InvalidInput = 2,

    /// <summary>The job is in quarantine.</summary>
    Quarantined = 3,

    /// <summary>The job was four weeks in quarantine and is disabled until a restart.</summary>
    Disabled = 4,

    /// <summary>The endpoint did not answer as it must (test-connection).</summary>
    ConnectionFailed = 5,

    /// <summary>Another process works on the same state.</summary>
    InUse = 6,

    /// <summary>Stopped by the user.</summary>
    Cancelled = 130,
}
