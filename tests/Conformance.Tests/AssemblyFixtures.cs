using Scim.Conformance.Tests.Runs;

[assembly: AssemblyFixture(typeof(ConformanceRun))]
