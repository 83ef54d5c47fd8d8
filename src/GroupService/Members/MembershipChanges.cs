using MongoDB.Driver;
using Scim.Groups.Subjects;
using Scim.Protocol.Errors;
using Scim.Storage.Resources;

namespace Scim.Groups.Members;

/// <summary>
/// Changes members: up to <see cref="MembershipStore.MostAtOnce"/> edges in one transaction, more as a job that a crash
/// only interrupts. Changes of one group happen one after the other, jobs included.
/// </summary>
internal sealed class MembershipChanges(
    MembershipStore edges, MembershipWriter writer, MembershipJobs jobs, KnownSubjects subjects, NestingLock nesting, TimeProvider time)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Fails where a group is gone, and waits for the job that changes it.</summary>
    /// <exception cref="ScimException">404; 503: the job takes longer than the caller waits.</exception>
    public async Task RequireGroupAsync(StoreCall call, string groupId, CancellationToken cancellationToken)
    {
        while (true)
        {
            (bool exists, string job) = await edges.FindGroupAsync(call.TenantId, groupId, cancellationToken);
            if (!exists) throw NotFound(groupId);
            if (job.Length == 0) return;
            if (await jobs.TakeAsync(job, cancellationToken) is { } free) await RunAsync(free, cancellationToken);
            else await WaitAsync(call, cancellationToken);
        }
    }

    /// <summary>Applies a change; whether anything was different.</summary>
    /// <param name="call">On whose behalf.</param>
    /// <param name="groupId">The group.</param>
    /// <param name="delta">The change as it was asked for.</param>
    /// <param name="admitted">The edges of those in it who were no members yet.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ScimException">404: the group is gone; 400 invalidValue: a new member was deleted at the same time.</exception>
    public async Task<bool> ApplyAsync(
        StoreCall call, string groupId, MemberDelta delta, IReadOnlyList<MemberEdge> admitted, CancellationToken cancellationToken)
    {
        while (true)
        {
            switch (await TryAsync(call, groupId, delta, admitted, cancellationToken))
            {
                case EdgeOutcome.Changed:
                    return true;
                case EdgeOutcome.Unchanged:
                    return false;
                case EdgeOutcome.Gone:
                    throw NotFound(groupId);
                default:
                    await RequireGroupAsync(call, groupId, cancellationToken);
                    break;
            }
        }
    }

    /// <summary>Goes on with a job until it is done. What interrupts it leaves it to be taken up again.</summary>
    public async Task RunAsync(MembershipJob job, CancellationToken cancellationToken)
    {
        bool done = false;
        try
        {
            if (job.Deletes) await DeleteAsync(job, cancellationToken);
            else await RunPartsAsync(job, cancellationToken);
            await jobs.EndAsync(job, cancellationToken);
            done = true;
        }
        finally
        {
            if (!done) await ReleaseAsync(job);
        }
    }

    private static ScimException NotFound(string groupId) => ScimException.NotFound($"There is no Group {groupId}.");

    private async Task<EdgeOutcome> TryAsync(
        StoreCall call, string groupId, MemberDelta delta, IReadOnlyList<MemberEdge> admitted, CancellationToken cancellationToken)
    {
        int room = MembershipStore.MostAtOnce - admitted.Count;
        IReadOnlyCollection<string> leaving = delta.ReplacesAll
            ? await LeavingAsync(call, groupId, delta, Math.Max(room, 0), cancellationToken)
            : await edges.PresentAsync(call.TenantId, groupId, delta.Removed, cancellationToken);
        if (leaving.Count <= room) return await writer.ApplyAsync(new EdgeChange(call, groupId, admitted, [.. leaving]), also: null, cancellationToken);

        IEnumerable<MembershipPart> parts = delta.ReplacesAll ? Ranges(call, groupId, delta, admitted) : Steps(admitted, leaving);
        if (await jobs.BeginAsync(call, groupId, parts, cancellationToken) is not { } job) return EdgeOutcome.Busy;
        await RunAsync(job, cancellationToken);
        return EdgeOutcome.Changed;
    }

    // Reads no more of the group than decides whether one transaction is enough.
    private async Task<List<string>> LeavingAsync(StoreCall call, string groupId, MemberDelta delta, int most, CancellationToken cancellationToken)
    {
        var leaving = new List<string>();
        await foreach (IReadOnlyList<MemberEdge> batch in edges.ReadAsync(call.TenantId, groupId, "", limit: 0, cancellationToken))
        {
            leaving.AddRange(batch.Select(edge => edge.MemberId).Where(member => !delta.Adds(member)));
            if (leaving.Count > most) break;
        }

        return leaving;
    }

    private static IEnumerable<MembershipPart> Steps(IReadOnlyList<MemberEdge> added, IReadOnlyCollection<string> removed) =>
        added.Chunk(MembershipStore.MostAtOnce).Select(some => new MembershipPart(some, []))
            .Concat(removed.Chunk(MembershipStore.MostAtOnce).Select(some => new MembershipPart([], some)));

    // The whole order of ids, cut behind every thousandth of the new list: a group of any size is replaced piece by piece.
    private static IEnumerable<MembershipPart> Ranges(StoreCall call, string groupId, MemberDelta delta, IReadOnlyList<MemberEdge> admitted)
    {
        Dictionary<string, MemberEdge> fresh = admitted.ToDictionary(edge => edge.MemberId, StringComparer.Ordinal);
        string after = MembershipId.RangeStart(call.TenantId, groupId);
        string end = MembershipId.RangeEnd(call.TenantId, groupId);
        string[][] chunks = [.. delta.Added.Select(member => member.Id).Order(StringComparer.Ordinal).Chunk(MembershipStore.MostAtOnce)];
        for (int i = 0; i < Math.Max(chunks.Length, 1); i++)
        {
            string[] kept = chunks.Length == 0 ? [] : chunks[i];
            string upTo = i + 1 < chunks.Length ? new MembershipId(call.TenantId, groupId, kept[^1]).ToString() : end;
            yield return new MembershipPart([.. kept.Where(fresh.ContainsKey).Select(id => fresh[id])], []) { After = after, UpTo = upTo, Kept = kept };
            after = upTo;
        }
    }

    private async Task RunPartsAsync(MembershipJob job, CancellationToken cancellationToken)
    {
        while (await jobs.NextAsync(job, cancellationToken) is { } part)
        {
            EdgeOutcome outcome = await RunAsync(job, part, cancellationToken);
            if (outcome is EdgeOutcome.Gone or EdgeOutcome.Busy) return;
        }
    }

    private async Task<EdgeOutcome> RunAsync(MembershipJob job, MembershipPart part, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> removed = part.Removed;
        string? after = null;
        if (part.After is { } start)
        {
            List<string> range = await edges.RangeAsync(job.Call.TenantId, job.GroupId, start, part.UpTo, MembershipStore.MostAtOnce, cancellationToken);
            removed = [.. range.Except(part.Kept, StringComparer.Ordinal)];
            if (range.Count == MembershipStore.MostAtOnce) after = new MembershipId(job.Call.TenantId, job.GroupId, range[^1]).ToString();
        }

        var change = new EdgeChange(job.Call, job.GroupId, part.Added, removed) { Job = job.Id };
        Task AdvanceAsync(IClientSessionHandle session, CancellationToken token) => jobs.AdvanceAsync(session, job, part, after, token);
        try
        {
            return await writer.ApplyAsync(change, AdvanceAsync, cancellationToken);
        }
        catch (ScimException error) when (error.Type == ScimErrorType.InvalidValue)
        {
            // Somebody was deleted since the job was admitted, or would close a cycle by now: the others get their edges all the same.
            IReadOnlyList<MemberEdge> living = await LivingAsync(job, part.Added, cancellationToken);
            return await writer.ApplyAsync(change with { Added = living }, AdvanceAsync, cancellationToken);
        }
    }

    private async Task<IReadOnlyList<MemberEdge>> LivingAsync(MembershipJob job, IReadOnlyList<MemberEdge> added, CancellationToken cancellationToken)
    {
        Dictionary<string, KnownSubject> known = await subjects.FindAsync(
            job.Call.TenantId, added.Where(edge => edge.Type != MemberEdge.Group).Select(edge => edge.MemberId), cancellationToken);
        HashSet<string> living = await edges.LivingGroupsAsync(
            job.Call.TenantId, [.. added.Where(edge => edge.Type == MemberEdge.Group).Select(edge => edge.MemberId)], cancellationToken);
        HashSet<string> groups = await nesting.AllowedAsync(job.Call.TenantId, job.GroupId, living, cancellationToken);
        return
        [
            .. added.Where(edge => edge.Type == MemberEdge.Group
                ? groups.Contains(edge.MemberId)
                : known.TryGetValue(edge.MemberId, out KnownSubject? subject) && !subject.Deleted),
        ];
    }

    // A group that still exists was never deleted: the process ended before it came to that.
    private async Task DeleteAsync(MembershipJob job, CancellationToken cancellationToken)
    {
        if ((await edges.FindGroupAsync(job.Call.TenantId, job.GroupId, cancellationToken)).Exists) return;
        await edges.RemoveGroupAsync(job.Call.TenantId, job.GroupId, cancellationToken);
        await writer.RemoveMemberAsync(job.Call, job.GroupId, cancellationToken);
    }

    private async Task WaitAsync(StoreCall call, CancellationToken cancellationToken)
    {
        if (time.GetUtcNow() + Poll >= call.Deadline)
        {
            throw ScimException.Unavailable(TimeSpan.FromSeconds(1), "A large change of the group's members is under way.");
        }

        await Task.Delay(Poll, time, cancellationToken);
    }

    // Also where the caller is gone, so that nobody has to wait until its time is over.
    private async Task ReleaseAsync(MembershipJob job)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            await jobs.ReleaseAsync(job, patience.Token);
        }
        catch (Exception error) when (error is OperationCanceledException or MongoException or TimeoutException)
        {
            // It runs out by itself.
        }
    }
}
