using Scim.Provisioning.Endpoints;
using Scim.Provisioning.Logs;
using Scim.Provisioning.States;

namespace Scim.Provisioning.Cycles;

/// <summary>
/// Makes changes so that each one is in the log exactly once, whenever the process is killed: the intent is written
/// down, the request sent, the log written, the intent completed, in this order. An intent that is open at the next
/// start is completed if the log has its id; else the object's next step finds out whether the request was carried out.
/// </summary>
internal sealed class ChangeWriter(CycleContext context)
{
    /// <summary>Completes the intents that the log knows, and remembers the others as interrupted.</summary>
    public void Recover()
    {
        List<Intent> open = context.State.Intents();
        if (open.Count == 0) return;

        Dictionary<string, LogEntry> recent = context.Log.Recent();
        foreach (Intent intent in open)
        {
            if (recent.TryGetValue(intent.Id, out LogEntry? entry) && entry.Status == LogStatus.Success)
                context.State.Complete(intent.Id, entry.TargetId);
            else
                context.Interruptions.Add(intent);
        }
    }

    /// <summary>Makes a change; an answer that is no success is thrown as its failure.</summary>
    public async Task<ScimReply> WriteAsync(Change change, CancellationToken cancellationToken)
    {
        Intent intent = Begin(change);
        long start = context.Clock.GetTimestamp();
        try
        {
            var request = new ScimRequest(change.Method, change.Path, change.Body, intent.Id);
            ScimReply reply = await context.Endpoint.SendAsync(request, cancellationToken);
            bool isGone = change.Method == HttpMethod.Delete && reply.Status == 404;
            if (!reply.IsSuccess && !isGone) throw reply.ToFailure();

            string? id = change.TargetId ?? LookupReader.Id(reply.Body, reply.Status);
            Finish(intent, change.Name, id, context.Clock.GetElapsedTime(start), recovered: false);
            return reply;
        }
        catch (EndpointException failure) when (!failure.IsAmbiguous)
        {
            context.State.Abandon(intent.Id);
            throw;
        }
        catch (Exception problem) when (problem is EndpointException or OperationCanceledException)
        {
            context.Interruptions.Add(intent);
            throw;
        }
    }

    /// <summary>The interrupted request was carried out: it is logged as the success that it was.</summary>
    public void Confirm(Intent intent, string? name, string targetId)
    {
        context.Interruptions.Take(intent.Object, intent.IsReference);
        Finish(intent, name, targetId, null, recovered: true);
    }

    /// <summary>The interrupted request was not carried out, or what it did has no meaning any more.</summary>
    public void Abandon(Intent intent)
    {
        context.Interruptions.Take(intent.Object, intent.IsReference);
        context.State.Abandon(intent.Id);
    }

    private Intent Begin(Change change)
    {
        // A request that takes the place of an interrupted one logs what that one may have changed too.
        Intent? before = context.Interruptions.Take(change.Key, change.IsReference);
        IReadOnlyList<string> changes = before is null || change.IsReference
            ? change.Changes
            : [.. before.Changes.Union(change.Changes, StringComparer.Ordinal)];

        var intent = new Intent
        {
            Id = Guid.NewGuid().ToString(),
            Kind = change.Key.Kind,
            Key = change.Key.Id,
            Action = change.Action,
            IsReference = change.IsReference,
            Lookup = change.Lookup,
            Changes = changes,
            After = change.After,
            Added = change.Added,
            Removed = change.Removed,
        };
        context.State.Begin(intent);
        if (before is not null) context.State.Abandon(before.Id);
        return intent;
    }

    private void Finish(Intent intent, string? name, string? targetId, TimeSpan? duration, bool recovered)
    {
        context.Record(new LogEntry
        {
            Time = context.Now,
            Cycle = context.Cycle,
            Kind = intent.Kind,
            SourceId = intent.Key,
            Name = name,
            TargetId = targetId,
            Action = intent.Action,
            Status = LogStatus.Success,
            Changes = intent.Changes,
            RequestId = intent.Id,
            DurationMs = duration?.TotalMilliseconds,
            Recovered = recovered,
        });
        context.State.Complete(intent.Id, targetId);
    }
}
