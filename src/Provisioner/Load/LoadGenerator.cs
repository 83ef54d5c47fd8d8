using System.Text.Json.Nodes;
using Scim.Provisioning.Directories;
using Scim.Provisioning.Endpoints;
using Scim.Provisioning.Generation;
using Scim.Provisioning.Mappings;
using Scim.Provisioning.Requests;

namespace Scim.Provisioning.Load;

/// <summary>
/// Sends requests at a fixed rate, answered or not, as independent clients do: a slow target does not get a lighter load,
/// and the waiting shows in the latencies.
/// </summary>
internal sealed class LoadGenerator
{
    private readonly ScimEndpoint _patient;
    private readonly ScimEndpoint _endpoint;
    private readonly LoadOptions _options;
    private readonly TimeProvider _clock;
    private readonly LoadSubjects _subjects;
    private readonly LoadRequests _requests;
    private readonly LoadResult _result = new();

    /// <summary>Makes a generator.</summary>
    /// <param name="patient">Sends what is not measured, with retries.</param>
    /// <param name="measured">Sends what is measured, each request once.</param>
    /// <param name="options">The test.</param>
    /// <param name="clock">The clock of rate and latencies.</param>
    public LoadGenerator(ScimEndpoint patient, ScimEndpoint measured, LoadOptions options, TimeProvider clock)
    {
        _patient = patient;
        _endpoint = measured;
        _options = options;
        _clock = clock;
        MappingSet mappings = MappingSet.Default(WhenNull.Skip);
        var random = new Random(options.Seed);
        var people = new PersonGenerator(PeopleData.Read(), random);
        string run = Guid.NewGuid().ToString("N")[..8];
        int made = 0;
        _subjects = new LoadSubjects(mappings, () => OfRun(people.Next(made++, []), run), random);
        _requests = new LoadRequests(mappings, _subjects, options.Dialect);
    }

    public async Task<LoadResult> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await PrepareAsync(cancellationToken);
            await SendAllAsync(cancellationToken);
            return _result;
        }
        finally
        {
            if (!_options.Keep) await CleanUpAsync();
        }
    }

    // Names of a run are its own, so that runs can overlap and repeat.
    private static SourceUser OfRun(SourceUser user, string run)
    {
        string name = user.Name.Replace("@", $".{run}@", StringComparison.Ordinal);
        return user with { Attributes = user.Attributes.With(SourceUser.UserPrincipalName, name) };
    }

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        var group = new JsonObject { ["schemas"] = new JsonArray(ScimUrns.Group), ["displayName"] = LoadRequests.GroupName };
        ScimReply reply = await _patient.SendAsync(new ScimRequest(HttpMethod.Post, "Groups", group), cancellationToken);
        if (!reply.IsSuccess) throw reply.ToFailure();
        _subjects.GroupId = LookupReader.Id(reply.Body, reply.Status);

        var parallel = new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, _options.Users, parallel, async (_, token) =>
        {
            (ScimRequest request, SourceUser user) = _requests.Create();
            ScimReply created = await _patient.SendAsync(request, token);
            if (!created.IsSuccess) throw created.ToFailure();
            _subjects.Add(LookupReader.Id(created.Body, created.Status), user);
        });
    }

    private async Task SendAllAsync(CancellationToken cancellationToken)
    {
        long start = _clock.GetTimestamp();
        using var slots = new SemaphoreSlim(_options.MaxInFlight);
        var running = new HashSet<Task>();
        long total = (long)(_options.Duration.TotalSeconds * _options.Rate);
        for (long number = 0; number < total; number++)
        {
            TimeSpan due = TimeSpan.FromSeconds(number / _options.Rate);
            TimeSpan wait = due - _clock.GetElapsedTime(start);
            if (wait > TimeSpan.Zero) await Task.Delay(wait, _clock, cancellationToken);
            if (!slots.Wait(0, CancellationToken.None))
            {
                _result.CountLate();
                continue;
            }

            running.Add(OneAsync(start, due, slots, cancellationToken));
            running.RemoveWhere(task => task.IsCompletedSuccessfully);
        }

        await Task.WhenAll(running);
        _result.Elapsed = _clock.GetElapsedTime(start);
    }

    private async Task OneAsync(long start, TimeSpan due, SemaphoreSlim slots, CancellationToken cancellationToken)
    {
        LoadRequestKind kind = _options.Mix.Pick(_subjects.Chance());
        (ScimRequest request, SourceUser? created) = _requests.Next(kind);

        // A timer may fire a little early; a request that waited for its turn counts from when it was due.
        TimeSpan sent = _clock.GetElapsedTime(start);
        TimeSpan from = sent < due ? sent : due;
        try
        {
            ScimReply reply = await _endpoint.SendAsync(request, cancellationToken);
            _result.Record(kind, _clock.GetElapsedTime(start) - from);
            if (created is not null && reply.IsSuccess) _subjects.Add(LookupReader.Id(reply.Body, reply.Status), created);

            // A deletion may have come before: that is the mix's doing, not the target's.
            bool isExpected = reply.IsSuccess || reply.Status == 404;
            if (!isExpected) _result.Error(kind, $"HTTP {reply.Status}");
        }
        catch (EndpointException failure)
        {
            _result.Record(kind, _clock.GetElapsedTime(start) - from);
            _result.Error(kind, failure.Status is { } status ? $"HTTP {status}" : failure.Code.ToString());
        }
        finally
        {
            slots.Release();
        }
    }

    private async Task CleanUpAsync()
    {
        IEnumerable<string> resources = _subjects.Ids.Select(id => $"Users/{Uri.EscapeDataString(id)}");
        if (_subjects.GroupId is { } group) resources = resources.Append($"Groups/{Uri.EscapeDataString(group)}");
        await Parallel.ForEachAsync(resources, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (path, token) =>
        {
            try
            {
                await _patient.SendAsync(new ScimRequest(HttpMethod.Delete, path), token);
            }
            catch (EndpointException failure)
            {
                _result.Error(LoadRequestKind.Delete, $"clean-up: {failure.Code}");
            }
        });
    }
}
