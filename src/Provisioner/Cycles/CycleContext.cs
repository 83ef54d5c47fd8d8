using Scim.Provisioning.Endpoints;
using Scim.Provisioning.Logs;
using Scim.Provisioning.Mappings;
using Scim.Provisioning.Requests;
using Scim.Provisioning.States;

namespace Scim.Provisioning.Cycles;

/// <summary>What everything in one cycle works with.</summary>
internal sealed record CycleContext
{
    public required ProvisionerOptions Options { get; init; }

    public required ScimEndpoint Endpoint { get; init; }

    public required StateStore State { get; init; }

    public required ProvisioningLog Log { get; init; }

    public required MappingSet Mappings { get; init; }

    public required TimeProvider Clock { get; init; }

    public required PatchDialect Dialect { get; init; }

    public required int Cycle { get; init; }

    /// <summary>The full cycle that objects have to be compared in.</summary>
    public required int Generation { get; init; }

    public ICycleObserver? Observer { get; init; }

    /// <summary>Is told each step of on-demand provisioning.</summary>
    public Action<ProvisioningStep>? Trace { get; init; }

    public CycleCounts Counts { get; } = new();

    public Interruptions Interruptions { get; } = new();

    public DateTimeOffset Now => Clock.GetUtcNow();

    public ObjectMapping Mapping(ObjectKind kind) => kind == ObjectKind.User ? Mappings.Users : Mappings.Groups;

    /// <summary>Counts an outcome and writes it to the log.</summary>
    public void Record(LogEntry entry)
    {
        Log.Append(entry);
        Counts.Count(entry.Kind ?? ObjectKind.User, entry.Action, entry.Status);
    }
}
