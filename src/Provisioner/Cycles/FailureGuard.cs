using Scim.Provisioning.Endpoints;
using Scim.Provisioning.Logs;
using Scim.Provisioning.States;

namespace Scim.Provisioning.Cycles;

/// <summary>
/// Keeps one object's failure from being the cycle's, until there are so many that it is: then the job goes into
/// quarantine, as it does at once for credentials and for an endpoint that is not SCIM.
/// </summary>
internal sealed class FailureGuard(CycleContext context)
{
    /// <summary>Runs the work on one object and accounts for its end.</summary>
    public async Task RunAsync(ObjectPlan plan, bool isReference, Func<Task> work)
    {
        try
        {
            await work();
            context.Counts.Succeeded();
            context.Observer?.Advance(LogStatus.Success);
        }
        catch (EndpointException failure) when (!failure.StopsJob)
        {
            Fail(plan, isReference, failure);
            context.Observer?.Advance(LogStatus.Failure);
            StopWhenTooMany(failure);
        }
        catch (EndpointException failure)
        {
            throw new JobStoppedException(
                QuarantineReason.EncounteredQuarantineException, $"{failure.Code}: {failure.Message}", failure);
        }
    }

    private void Fail(ObjectPlan plan, bool isReference, EndpointException failure)
    {
        ObjectState state = context.State.Find(plan.Key) ?? new ObjectState();
        Escrow escrow = Escrow.After(isReference ? state.ReferenceEscrow : state.Escrow, plan.Digest, failure, context.Now);
        context.State.Put(plan.Key, isReference
            ? state with { ReferenceEscrow = escrow }
            : state with { Escrow = escrow, Generation = context.Generation, Name = plan.Name ?? state.Name });
        context.Counts.Failed(isReference, failure.Status is null);
        context.Trace?.Invoke(new ProvisioningStep("act", $"Failed: {failure.Code}: {failure.Message}"));
        context.Record(new LogEntry
        {
            Time = context.Now,
            Cycle = context.Cycle,
            Kind = plan.Key.Kind,
            SourceId = plan.Key.Id,
            Name = plan.Name ?? state.Name,
            TargetId = state.TargetId,
            Action = Attempted(plan, isReference, state),
            Status = LogStatus.Failure,
            Reason = escrow.Next is null ? "Given up after 28 days; a change in the source or a restart tries again." : null,
            Error = new LogError(failure.Code.ToString(), failure.Message, failure.Status),
        });
    }

    private static ChangeAction Attempted(ObjectPlan plan, bool isReference, ObjectState state) =>
        isReference ? ChangeAction.Update
        : plan.IsDeletion ? ChangeAction.Delete
        : plan.Status is ObjectStatus.OutOfScope or ObjectStatus.Disabled ? ChangeAction.Disable
        : state.TargetId is null ? ChangeAction.Create
        : ChangeAction.Update;

    private void StopWhenTooMany(EndpointException failure)
    {
        QuarantineLimits limits = context.Options.Limits;
        CycleCounts counts = context.Counts;
        if (counts.Unanswered >= limits.Unanswered)
        {
            throw new JobStoppedException(
                QuarantineReason.EncounteredQuarantineException, $"The target does not answer: {failure.Message}", failure);
        }

        bool tooMany = (counts.Failures >= limits.Failures && counts.Failures > limits.Share * counts.Processed)
            || counts.Failures > limits.AlwaysFailures
            || counts.Failures + counts.ReferenceFailures > limits.AlwaysWithReferences;
        if (tooMany)
        {
            string message = $"{counts.Failures} of {counts.Processed} objects failed, the last one by {failure.Code}: {failure.Message}";
            throw new JobStoppedException(QuarantineReason.EncounteredEscrowProportionThreshold, message, failure);
        }
    }
}
