using Scim.Conformance.Tests.Runs;

namespace Scim.Conformance.Tests.Cases;

/// <summary>A case that is data: its requests one after the other.</summary>
internal sealed record DataCase(string Suite, string Section, string Name, string Level, string Requirement, IReadOnlyList<CaseStep> Steps)
    : ConformanceCase(Suite, Section, Name, Level, Requirement)
{
    public override async Task RunAsync(CaseTenant tenant, CancellationToken cancel)
    {
        var run = new StepRun(tenant);
        for (int i = 0; i < Steps.Count; i++)
        {
            try
            {
                await run.RunAsync(Steps[i], cancel);
            }
            catch (CaseFailure failure)
            {
                throw new CaseFailure($"{Id}, request {i + 1}: {Steps[i].Method} {Steps[i].Target}\n{failure.Message}");
            }
        }
    }
}
