using Scim.Conformance.Tests.Runs;
using Scim.Protos.Common.V1;

namespace Scim.Conformance.Tests.Cases;

/// <summary>One requirement, and the requests that show whether it is met.</summary>
/// <param name="Suite">The document that asks for it, or the client whose requests these are: <c>rfc7644</c>, <c>clients</c>.</param>
/// <param name="Section">The section of the document, or the client's name.</param>
/// <param name="Name">The case's own name.</param>
/// <param name="Level">MUST, SHOULD, MAY or CLIENT.</param>
/// <param name="Requirement">The sentence that asks for it.</param>
internal abstract record ConformanceCase(string Suite, string Section, string Name, string Level, string Requirement)
{
    /// <summary>Names the case among all: <c>rfc7644/3.4.2.4/count-of-zero</c>.</summary>
    public string Id => $"{Suite}/{Section}/{Name}";

    /// <summary>Why the requirement is deliberately not met; the case then shows what is done instead. Empty where it is met.</summary>
    public string Deviation { get; init; } = "";

    /// <summary>The profile of the connection that the requests belong to.</summary>
    public ClientProfile Profile { get; init; } = ClientProfile.Generic;

    /// <summary>Runs the case in a tenant of its own; throws where it is not as it has to be.</summary>
    public abstract Task RunAsync(CaseTenant tenant, CancellationToken cancel);
}
