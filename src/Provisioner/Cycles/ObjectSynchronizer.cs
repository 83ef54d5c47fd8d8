using System.Text.Json;
using Scim.Provisioning.Endpoints;
using Scim.Provisioning.Logs;
using Scim.Provisioning.Mappings;
using Scim.Provisioning.Requests;
using Scim.Provisioning.States;

namespace Scim.Provisioning.Cycles;

/// <summary>
/// Brings one user or group, without its references, to what the source wants: found by its target id or by a lookup,
/// created, changed where it differs, disabled or deleted.
/// </summary>
internal sealed class ObjectSynchronizer(CycleContext context, ChangeWriter writer, TargetReader reader)
{
    public async Task RunAsync(ObjectPlan plan, CancellationToken cancellationToken)
    {
        ObjectState? state = context.State.Find(plan.Key);
        if (plan.IsDeletion)
        {
            await DeleteAsync(plan, state, cancellationToken);
            return;
        }

        if (state?.TargetId is { } id)
        {
            if (await reader.GetAsync(plan.Key.Kind, id, cancellationToken) is { } resource)
            {
                context.Trace?.Invoke(new ProvisioningStep("match", $"Known at the target as {id}."));
                await CompareAsync(plan, id, resource, isKnown: true, cancellationToken);
                return;
            }

            ForgetAnchor(plan, id);
            if (plan.Status == ObjectStatus.OutOfScope) return;
        }

        await MatchOrCreateAsync(plan, cancellationToken);
    }

    private async Task MatchOrCreateAsync(ObjectPlan plan, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                if (await reader.MatchAsync(plan, cancellationToken) is { } resource)
                {
                    string id = LookupReader.Id(resource, 200);
                    RefuseLinked(plan, id);
                    bool isOurs = ConfirmCreation(plan, id);
                    await CompareAsync(plan, id, resource, isKnown: isOurs, cancellationToken);
                }
                else if (!plan.IsCreated)
                {
                    SkipCreation(plan);
                }
                else
                {
                    await CreateAsync(plan, cancellationToken);
                }

                return;
            }
            catch (EndpointException failure) when (IsWorthAnotherLookup(failure, plan, attempt))
            {
                if (failure.Code != FailureCode.Conflict) await context.Endpoint.PauseAsync(attempt, cancellationToken);
            }
        }
    }

    // Two source objects that share the matching value must not take turns in one object of the target.
    private void RefuseLinked(ObjectPlan plan, string id)
    {
        if (context.State.Owner(plan.Key.Kind, id) is { } owner && owner != plan.Key.Id)
        {
            throw new EndpointException(
                FailureCode.Conflict, $"The object found, '{id}', is linked to the source object '{owner}' already.");
        }
    }

    // An answer that was lost, and a conflict with an object that appeared since the lookup: another lookup says what
    // is there now. Entra's slow creations surface so.
    private bool IsWorthAnotherLookup(EndpointException failure, ObjectPlan plan, int attempt) =>
        failure.Code == FailureCode.Conflict
            ? attempt == 1
            : attempt < context.Endpoint.Attempts && context.Interruptions.Find(plan.Key, false)?.Action == ChangeAction.Create;

    private async Task CreateAsync(ObjectPlan plan, CancellationToken cancellationToken)
    {
        MappedObject mapped = plan.Mapped!;
        var change = new Change
        {
            Key = plan.Key,
            Name = plan.Name,
            Action = ChangeAction.Create,
            Method = HttpMethod.Post,
            Path = ObjectRoutes.Collection(plan.Key.Kind),
            Body = ObjectRoutes.Create(plan.Key.Kind, mapped),
            Changes = [.. mapped.OnCreate().Select(item => item.Target.Text)],
            Lookup = TargetReader.Queries(plan).First(),
            After = Applied(plan, null, null),
        };
        Trace(change);
        await writer.WriteAsync(change, cancellationToken);
    }

    private async Task CompareAsync(
        ObjectPlan plan, string id, JsonElement resource, bool isKnown, CancellationToken cancellationToken)
    {
        ObjectState after = Applied(plan, id, context.Mapping(plan.Key.Kind).Reference?.Target.ReadReference(resource));
        List<AttributeChange> changes = AttributeComparison.Differences(plan, resource);
        Intent? interrupted = Undeleted(plan);
        if (changes.Count > 0)
        {
            var change = new Change
            {
                Key = plan.Key,
                Name = plan.Name,
                Action = IsDisabling(changes) ? ChangeAction.Disable : ChangeAction.Update,
                Method = HttpMethod.Patch,
                Path = ObjectRoutes.Resource(plan.Key.Kind, id),
                Body = PatchBody.Attributes(changes, context.Dialect),
                TargetId = id,
                Changes = [.. changes.Select(item => item.Target.Text)],
                After = after,
            };
            Trace(change);
            await writer.WriteAsync(change, cancellationToken);
            return;
        }

        context.Trace?.Invoke(new ProvisioningStep("act", "Nothing differs."));
        if (interrupted is not null) writer.Confirm(interrupted, plan.Name, id);
        else if (!isKnown) Skip(plan, id, "Matched an object that nothing differs in.");
        else context.Counts.Count(plan.Key.Kind, ChangeAction.Other, LogStatus.Skipped);
        context.State.Put(plan.Key, after);
    }

    // The object is there, so an interrupted deletion was not carried out.
    private Intent? Undeleted(ObjectPlan plan)
    {
        Intent? interrupted = context.Interruptions.Find(plan.Key, false);
        if (interrupted?.Action != ChangeAction.Delete) return interrupted;
        writer.Abandon(interrupted);
        return null;
    }

    private async Task DeleteAsync(ObjectPlan plan, ObjectState? state, CancellationToken cancellationToken)
    {
        string? id = state?.TargetId ?? await FindInterruptedAsync(plan, cancellationToken);
        bool isUnassigned = plan.Key.Kind == ObjectKind.User && state?.Status == ObjectStatus.OutOfScope;
        if (id is null || isUnassigned)
        {
            if (id is not null) Skip(plan, id, "It was unassigned before it was deleted: it stays disabled at the target.");
            if (context.Interruptions.Find(plan.Key, false) is { } interrupted) writer.Abandon(interrupted);
            context.State.Forget(plan.Key);
            return;
        }

        var change = new Change
        {
            Key = plan.Key,
            Name = plan.Name ?? state?.Name,
            Action = ChangeAction.Delete,
            Method = HttpMethod.Delete,
            Path = ObjectRoutes.Resource(plan.Key.Kind, id),
            TargetId = id,
        };
        Trace(change);
        await writer.WriteAsync(change, cancellationToken);
    }

    // The object vanished from the source before it was known whether its creation was carried out.
    private async Task<string?> FindInterruptedAsync(ObjectPlan plan, CancellationToken cancellationToken)
    {
        Intent? intent = context.Interruptions.Find(plan.Key, false);
        if (intent is not { Action: ChangeAction.Create, Lookup: { } query }) return null;
        if (await reader.LookupAsync(plan.Key.Kind, query, cancellationToken) is not { } found) return null;

        string id = LookupReader.Id(found, 200);
        writer.Confirm(intent, plan.Name, id);
        return id;
    }

    private bool ConfirmCreation(ObjectPlan plan, string id)
    {
        Intent? intent = context.Interruptions.Find(plan.Key, false);
        if (intent?.Action != ChangeAction.Create) return false;
        writer.Confirm(intent, plan.Name, id);
        return true;
    }

    private void ForgetAnchor(ObjectPlan plan, string id)
    {
        Intent? interrupted = context.Interruptions.Find(plan.Key, false);
        if (interrupted?.Action == ChangeAction.Delete)
        {
            writer.Confirm(interrupted, plan.Name, id);
            return;
        }

        if (interrupted is not null) writer.Abandon(interrupted);
        context.State.Forget(plan.Key);
        context.Record(Entry(plan, id, ChangeAction.Other, LogStatus.Warning) with
        {
            Error = new LogError(nameof(FailureCode.InvalidAnchor), "The target does not have the id any more that it gave.", 404),
        });
    }

    private void SkipCreation(ObjectPlan plan)
    {
        if (context.Interruptions.Find(plan.Key, false) is { } interrupted) writer.Abandon(interrupted);
        context.Trace?.Invoke(new ProvisioningStep("act", "Skipped: a user that is disabled is not created."));
        if (plan.Status == ObjectStatus.OutOfScope)
        {
            context.State.Forget(plan.Key);
            return;
        }

        Skip(plan, null, "Disabled in the source, and not at the target: it is not created.");
        context.State.Put(plan.Key, Applied(plan, null, null) with { Status = ObjectStatus.NotCreated });
    }

    private void Skip(ObjectPlan plan, string? id, string reason) =>
        context.Record(Entry(plan, id, ChangeAction.Other, LogStatus.Skipped) with { Reason = reason });

    private LogEntry Entry(ObjectPlan plan, string? id, ChangeAction action, LogStatus status) => new()
    {
        Time = context.Now,
        Cycle = context.Cycle,
        Kind = plan.Key.Kind,
        SourceId = plan.Key.Id,
        Name = plan.Name,
        TargetId = id,
        Action = action,
        Status = status,
    };

    private ObjectState Applied(ObjectPlan plan, string? id, string? manager) => new()
    {
        TargetId = id,
        Digest = plan.Digest,
        Generation = context.Generation,
        Status = plan.Status,
        Manager = plan.Key.Kind == ObjectKind.User ? manager : null,
        Name = plan.Name,
        ReferenceEscrow = context.State.Find(plan.Key)?.ReferenceEscrow,
    };

    private static bool IsDisabling(List<AttributeChange> changes) =>
        changes.Exists(change => change.New is false && string.Equals(change.Target.Text, "active", StringComparison.OrdinalIgnoreCase));

    private void Trace(Change change) =>
        context.Trace?.Invoke(new ProvisioningStep("act", $"{change.Method} {change.Path}\n{change.Body?.ToJsonString()}".TrimEnd()));
}
