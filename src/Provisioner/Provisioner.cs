using System.Security.Cryptography;
using System.Text;
using Scim.Provisioning.Commands;
using Scim.Provisioning.Cycles;
using Scim.Provisioning.Directories;
using Scim.Provisioning.Endpoints;
using Scim.Provisioning.Logs;
using Scim.Provisioning.Mappings;
using Scim.Provisioning.Requests;
using Scim.Provisioning.Scopes;
using Scim.Provisioning.States;

namespace Scim.Provisioning;

/// <summary>
/// A provisioning job as Entra's service runs it, from a <see cref="SourceDirectory"/> to a SCIM endpoint. Its state and
/// log are files in one folder; only one process at a time works on them.
/// </summary>
public sealed class Provisioner : IDisposable
{
    private readonly ProvisionerOptions _options;
    private readonly TimeProvider _clock;
    private readonly Func<HttpMessageHandler>? _handler;
    private readonly ScimEndpoint _endpoint;

    /// <summary>Makes a job; nothing is sent or written yet.</summary>
    /// <param name="options">The job.</param>
    /// <param name="clock">The clock of pauses, intervals and log; null for the system's.</param>
    /// <param name="handler">Makes what carries requests; null for the network.</param>
    public Provisioner(ProvisionerOptions options, TimeProvider? clock = null, Func<HttpMessageHandler>? handler = null)
    {
        _options = options;
        _clock = clock ?? TimeProvider.System;
        _handler = handler;
        _endpoint = new ScimEndpoint(options.Endpoint, _clock, handler: handler?.Invoke());
    }

    /// <summary>Does what Entra's Test Connection does.</summary>
    /// <returns>Null where the connection works, else what is wrong, in words.</returns>
    public async Task<string?> TestConnectionAsync(CancellationToken cancellationToken = default) =>
        await ConnectionTest.RunAsync(_endpoint, await MappingsAsync(cancellationToken), _options.Groups, cancellationToken);

    /// <summary>Runs one cycle, initial or incremental by what the state says.</summary>
    public Task<CycleReport> RunCycleAsync(SourceDirectory directory, CancellationToken cancellationToken = default) =>
        RunCycleAsync(directory, null, cancellationToken);

    internal async Task<CycleReport> RunCycleAsync(
        SourceDirectory directory, ICycleObserver? observer, CancellationToken cancellationToken)
    {
        using StateStore state = StateStore.Open(_options.StateFolder);
        using ProvisioningLog log = ProvisioningLog.Open(_options.StateFolder);
        return await RunCycleAsync(directory, observer, state, log, _endpoint, cancellationToken);
    }

    /// <summary>Tells what a cycle would send, and sends and writes nothing but reads.</summary>
    internal async Task<CycleReport> DryRunAsync(SourceDirectory directory, TextWriter output, CancellationToken cancellationToken)
    {
        var handler = new DryRunHandler(output) { InnerHandler = _handler?.Invoke() ?? ScimEndpoint.Network() };
        using var endpoint = new ScimEndpoint(_options.Endpoint, _clock, handler: handler);
        using StateStore state = StateStore.Read(_options.StateFolder);
        using ProvisioningLog log = ProvisioningLog.None();
        return await RunCycleAsync(directory, null, state, log, endpoint, cancellationToken);
    }

    /// <summary>Provisions one user now, by Entra's default dialect, as its Provision on demand does.</summary>
    /// <param name="directory">The source.</param>
    /// <param name="userPrincipalName">The user, by UPN or id.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>What was found and done, step by step, and whether it succeeded.</returns>
    public async Task<OnDemandReport> ProvisionOnDemandAsync(
        SourceDirectory directory, string userPrincipalName, CancellationToken cancellationToken = default)
    {
        using StateStore state = StateStore.Open(_options.StateFolder);
        using ProvisioningLog log = ProvisioningLog.Open(_options.StateFolder);
        MappingSet mappings = await MappingsAsync(cancellationToken);
        Scope scope = await Scope.ReadAsync(_options.ScopeFile, _options.Scope, cancellationToken);
        CheckTarget(state.Job);

        var provisioning = new OnDemandProvisioning(_endpoint, mappings, scope, directory, _options.Groups);
        return await provisioning.RunAsync(
            userPrincipalName,
            trace => Context(state, log, mappings, _endpoint, state.Job, null) with { Dialect = PatchDialect.Legacy, Trace = trace },
            cancellationToken);
    }

    /// <summary>Forgets the state, or a part of it, as Entra's Restart provisioning does. The log stays.</summary>
    /// <param name="stateFolder">The job's folder.</param>
    /// <param name="what">What is forgotten.</param>
    public static void Restart(string stateFolder, RestartScope what = RestartScope.All)
    {
        using StateStore state = StateStore.Open(stateFolder);
        if (what == RestartScope.All) state.Clear(new JobState { Cycle = state.Job.Cycle, LastEnd = state.Job.LastEnd });
        if (what != RestartScope.Escrows) state.SetJob(state.Job with { Quarantine = null });
        if (what == RestartScope.Escrows) state.ReleaseEscrows();
        state.Compact();
    }

    /// <inheritdoc/>
    public void Dispose() => _endpoint.Dispose();

    private async Task<CycleReport> RunCycleAsync(
        SourceDirectory directory, ICycleObserver? observer, StateStore state, ProvisioningLog log, ScimEndpoint endpoint, CancellationToken cancellationToken)
    {
        MappingSet mappings = await MappingsAsync(cancellationToken);
        Scope scope = await Scope.ReadAsync(_options.ScopeFile, _options.Scope, cancellationToken);
        CheckTarget(state.Job);
        if (NotRun(state.Job) is { } refused) return refused;

        JobState job = Start(state.Job, mappings, scope);
        state.SetJob(job);
        CycleContext context = Context(state, log, mappings, endpoint, job, observer);
        endpoint.ResetCounters();
        long start = _clock.GetTimestamp();
        Quarantine? quarantine = null;
        try
        {
            await new CycleRunner(context, scope.Apply(directory), scope.SkipsOutOfScope).RunAsync(cancellationToken);
        }
        catch (JobStoppedException stop)
        {
            quarantine = Quarantine.After(job.Quarantine, stop.Reason, stop.Message, _options.Interval, _clock.GetUtcNow());
            log.Append(CycleReports.Entry(job, quarantine, _clock.GetUtcNow()));
        }

        JobState ended = End(job, quarantine);
        state.SetJob(ended);
        state.Compact();
        return CycleReports.Of(context, ended, isInitial: !job.InitialDone, _clock.GetElapsedTime(start));
    }

    private CycleReport? NotRun(JobState job)
    {
        DateTimeOffset now = _clock.GetUtcNow();
        if (job.Quarantine is not { } quarantine || _options.Force) return null;
        if (quarantine.IsDisabled(now)) return CycleReports.NotRun(job, ExitCode.Disabled);
        return quarantine.NextRun > now ? CycleReports.NotRun(job, ExitCode.Quarantined) : null;
    }

    // A cycle that was cut off goes on under its own number; another mapping or scope compares everything again.
    private JobState Start(JobState job, MappingSet mappings, Scope scope)
    {
        string configuration = Digest($"{mappings.Text}\n{scope.Text}\n{_options.NestedGroups}");
        bool isFull = job.Generation == 0 || job.Configuration != configuration;
        return job with
        {
            TenantUrl = _endpoint.Url.Base,
            Configuration = configuration,
            Generation = isFull ? job.Generation + 1 : job.Generation,
            InitialDone = !isFull && job.InitialDone,
            Cycle = job.InCycle ? job.Cycle : job.Cycle + 1,
            InCycle = true,
            LastStart = _clock.GetUtcNow(),
        };
    }

    private JobState End(JobState job, Quarantine? quarantine)
    {
        DateTimeOffset now = _clock.GetUtcNow();
        bool completed = quarantine is null or { Reason: QuarantineReason.AccidentalDeletionThreshold };
        return job with
        {
            InitialDone = job.InitialDone || completed,
            InCycle = false,
            LastEnd = now,
            LastSuccess = quarantine is null ? now : job.LastSuccess,
            Quarantine = quarantine,
        };
    }

    private CycleContext Context(
        StateStore state, ProvisioningLog log, MappingSet mappings, ScimEndpoint endpoint, JobState job, ICycleObserver? observer) => new()
    {
        Options = _options,
        Endpoint = endpoint,
        State = state,
        Log = log,
        Mappings = mappings,
        Clock = _clock,
        Dialect = _options.Dialect ?? endpoint.Url.Flag ?? PatchDialect.Legacy,
        Cycle = job.Cycle,
        Generation = job.Generation,
        Observer = observer,
    };

    private void CheckTarget(JobState job)
    {
        if (job.TenantUrl is { } known && known != _endpoint.Url.Base)
        {
            throw ProvisioningException.InvalidInput(
                $"The state in '{_options.StateFolder}' belongs to {known}. Name another folder, or run 'restart' to begin anew.");
        }
    }

    private Task<MappingSet> MappingsAsync(CancellationToken cancellationToken) =>
        MappingSet.ReadAsync(_options.MappingFile, _options.Clearing, cancellationToken);

    private static string Digest(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
}
