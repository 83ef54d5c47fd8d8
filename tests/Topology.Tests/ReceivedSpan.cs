namespace Scim.Topology.Tests;

/// <summary>A span as it was exported; ids in hexadecimal, the parent empty for a root.</summary>
internal sealed record ReceivedSpan(string Service, string TraceId, string Id, string Parent, string Name);
