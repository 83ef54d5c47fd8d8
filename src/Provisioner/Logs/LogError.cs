namespace Scim.Provisioning.Logs;

/// <summary>What the target said.</summary>
/// <param name="Code">The code that Entra's log shows.</param>
/// <param name="Message">The error's detail, verbatim.</param>
/// <param name="HttpStatus">The status, or null without an answer.</param>
internal sealed record LogError(string Code, string Message, int? HttpStatus);
