using System.Reflection;
using Scim.Conformance.Tests.Runs;

namespace Scim.Conformance.Tests.Cases;

/// <summary>A case that is code: a method with <see cref="RequirementAttribute"/>.</summary>
internal sealed record CodedCase(
    string Suite, string Section, string Name, string Level, string Requirement, Func<CaseTenant, CancellationToken, Task> Run)
    : ConformanceCase(Suite, Section, Name, Level, Requirement)
{
    /// <summary>All of this assembly.</summary>
    public static IEnumerable<ConformanceCase> Read() =>
        from type in typeof(CodedCase).Assembly.GetTypes()
        from method in type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        let requirement = method.GetCustomAttribute<RequirementAttribute>()
        where requirement is not null
        let parts = requirement.Place.Split('/')
        select new CodedCase(parts[0], parts[1], parts[2], requirement.Level, requirement.Requirement, method.CreateDelegate<Func<CaseTenant, CancellationToken, Task>>());

    public override Task RunAsync(CaseTenant tenant, CancellationToken cancel) => Run(tenant, cancel);
}
