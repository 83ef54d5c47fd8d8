using Scim.Provisioning.Directories;
using Scim.Provisioning.Scopes;
using Scim.Provisioning.States;

namespace Scim.Provisioning.Cycles;

/// <summary>Runs the phases of one cycle: users, groups, then the references between them.</summary>
internal sealed class CycleRunner
{
    private readonly CycleContext _context;
    private readonly ScopedDirectory _source;
    private readonly CyclePlanner _planner;
    private readonly FailureGuard _guard;
    private readonly ChangeWriter _writer;
    private readonly TargetReader _reader;
    private readonly ObjectSynchronizer _objects;

    public CycleRunner(CycleContext context, ScopedDirectory source, bool skipsOutOfScope)
    {
        _context = context;
        _source = source;
        _planner = new CyclePlanner(context, source, skipsOutOfScope);
        _guard = new FailureGuard(context);
        _writer = new ChangeWriter(context);
        _reader = new TargetReader(context);
        _objects = new ObjectSynchronizer(context, _writer, _reader);
    }

    /// <summary>Runs all phases. A <see cref="JobStoppedException"/> is a quarantine.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        _writer.Recover();
        try
        {
            List<ObjectPlan> users = _planner.DueUsers();
            List<ObjectPlan> groups = _context.Options.Groups ? _planner.DueGroups() : [];
            string? staged = new DeletionLimit(_context).Withhold(users, groups);
            await PhaseAsync("users", users, isReference: false, _objects.RunAsync, cancellationToken);
            await PhaseAsync("groups", groups, isReference: false, _objects.RunAsync, cancellationToken);
            await ReferencesAsync(cancellationToken);
            if (staged is not null) throw new JobStoppedException(QuarantineReason.AccidentalDeletionThreshold, staged);
        }
        finally
        {
            _context.Observer?.End();
        }
    }

    /// <summary>One user now: every step is traced.</summary>
    public async Task RunUserAsync(SourceUser user, CancellationToken cancellationToken)
    {
        _writer.Recover();
        if (_planner.PlanUser(user) is not { } plan)
        {
            _context.Trace?.Invoke(new ProvisioningStep("act", "Skipped: not in scope, and not known at the target."));
            return;
        }

        await _guard.RunAsync(plan, isReference: false, () => _objects.RunAsync(plan, cancellationToken));
        var managers = new ManagerSynchronizer(_context, _writer);
        if (_context.Mappings.Users.Reference is null || !_source.Users.Contains(user.Id) || managers.Plan(user) is not { } reference) return;

        await _guard.RunAsync(reference, isReference: true, () => managers.RunAsync(user, reference, cancellationToken));
    }

    private async Task ReferencesAsync(CancellationToken cancellationToken)
    {
        var managers = new ManagerSynchronizer(_context, _writer);
        await PhaseAsync(
            "managers",
            managers.Due(_source),
            isReference: true,
            (plan, token) => managers.RunAsync(_source.Directory.UsersById[plan.Key.Id], plan, token),
            cancellationToken);

        if (!_context.Options.Groups) return;

        var members = new MemberSynchronizer(_context, _writer, _reader, _source);
        await PhaseAsync(
            "members",
            members.Due(),
            isReference: true,
            (plan, token) => members.RunAsync(_source.Directory.GroupsById[plan.Key.Id], plan, token),
            cancellationToken);
    }

    private async Task PhaseAsync(
        string name, List<ObjectPlan> plans, bool isReference, Func<ObjectPlan, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        _context.Observer?.Begin(name, plans.Count);
        var options = new ParallelOptions { MaxDegreeOfParallelism = _context.Options.Concurrency, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(plans, options, async (plan, token) =>
            await _guard.RunAsync(plan, isReference, () => work(plan, token)));
    }
}
