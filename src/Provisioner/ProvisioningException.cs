using Scim.Provisioning.Commands;

namespace Scim.Provisioning;

/// <summary>What stops a command: the sentence is for its user, the exit code for the script that called it.</summary>
public sealed class ProvisioningException : Exception
{
    private ProvisioningException(ExitCode exitCode, string message, Exception? cause = null)
        : base(message, cause)
    {
        ExitCode = exitCode;
    }

    internal ExitCode ExitCode { get; }

    /// <summary>A file or an option cannot be used; the message names it and the place in it.</summary>
    internal static ProvisioningException InvalidInput(string message, Exception? cause = null) =>
        new(ExitCode.InvalidInput, message, cause);

    /// <summary>Another process works on the same state.</summary>
    internal static ProvisioningException InUse(string message, Exception? cause = null) => new(ExitCode.InUse, message, cause);
}
