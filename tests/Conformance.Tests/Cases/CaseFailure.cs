namespace Scim.Conformance.Tests.Cases;

/// <summary>Something is not as a case says.</summary>
internal sealed class CaseFailure(string message) : Exception(message);
