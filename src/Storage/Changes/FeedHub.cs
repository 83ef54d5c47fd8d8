using Microsoft.Extensions.Logging;
using MongoDB.Driver;

namespace Scim.Storage.Changes;

/// <summary>
/// The one stream of changes that the followers of a process share: it keeps the latest changes, within a bound of
/// bytes, and each follower reads from them at its own speed. Who is behind them reads a stream of its own until it has
/// caught up. It runs while there are followers.
/// </summary>
internal sealed partial class FeedHub(FeedSource source, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private readonly List<FeedChange> _changes = [];
    private TaskCompletionSource _moved = New();
    private Action? _stop;
    private string? _floor;
    private string _ceiling = "";
    private long _bytes;
    private int _followers;

    /// <summary>How many bytes of changes are kept.</summary>
    public long MostBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Keeps the hub running until the result is disposed.</summary>
    public IDisposable Join()
    {
        lock (_lock)
        {
            if (++_followers == 1)
            {
                var stop = new CancellationTokenSource();
                CancellationToken stopping = stop.Token;
                _stop = () =>
                {
                    stop.Cancel();
                    stop.Dispose();
                };
                _ = Task.Run(() => RunAsync(stopping), CancellationToken.None);
            }
        }

        return new Membership(this);
    }

    /// <summary>Whether everything behind a place is kept.</summary>
    public bool Covers(string place)
    {
        lock (_lock) return IsCovered(place);
    }

    /// <summary>The changes behind a place; null where they are not kept any more, or not yet.</summary>
    public FeedBatch? Read(string place, int most)
    {
        lock (_lock)
        {
            if (!IsCovered(place)) return null;
            int first = FirstBehind(place);
            FeedChange[] changes = [.. _changes.Skip(first).Take(most)];
            bool all = first + changes.Length == _changes.Count;
            string behind = !all ? changes[^1].Place : string.CompareOrdinal(_ceiling, place) > 0 ? _ceiling : place;
            return new FeedBatch(changes, behind, _moved.Task);
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private bool IsCovered(string place) => _floor is not null && string.CompareOrdinal(place, _floor) >= 0;

    private int FirstBehind(string place)
    {
        (int low, int high) = (0, _changes.Count);
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (string.CompareOrdinal(_changes[middle].Place, place) <= 0) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                using FeedStream stream = await source.OpenAsync(place: null, tenantId: "", stopping);
                Begin(stream.Place, stopping);
                while (true) Take(await stream.ReadAsync(stopping), stream.Place, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error) when (error is MongoException or TimeoutException or FeedHistoryException)
            {
                // The followers go on with streams of their own, which tell each of them what is the matter.
                Lose(stopping);
                LogBroken(logger, error, source.Name);
                await Task.Delay(RetryDelay, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Begin(string place, CancellationToken stopping)
    {
        lock (_lock)
        {
            if (stopping.IsCancellationRequested) return;
            Clear();
            (_floor, _ceiling) = (place, place);
            Move();
        }
    }

    private void Take(IReadOnlyList<FeedChange> changes, string place, CancellationToken stopping)
    {
        lock (_lock)
        {
            if (stopping.IsCancellationRequested) return;
            _changes.AddRange(changes);
            _bytes += changes.Sum(change => (long)change.Size);
            _ceiling = place;
            if (_bytes > MostBytes) Trim();
            Move();
        }
    }

    private void Lose(CancellationToken stopping)
    {
        lock (_lock)
        {
            if (stopping.IsCancellationRequested) return;
            Clear();
            Move();
        }
    }

    // Half of them at once, so that the list moves up seldom.
    private void Trim()
    {
        int count = 0;
        while (_bytes > MostBytes / 2) _bytes -= _changes[count++].Size;
        _floor = _changes[count - 1].Place;
        _changes.RemoveRange(0, count);
    }

    private void Clear()
    {
        _changes.Clear();
        (_floor, _bytes) = (null, 0);
    }

    private void Move()
    {
        _moved.TrySetResult();
        _moved = New();
    }

    private void Leave()
    {
        lock (_lock)
        {
            if (--_followers > 0) return;
            _stop!();
            Clear();
        }
    }

    [LoggerMessage(3021, LogLevel.Warning, "The stream of changes of {Feed} broke; it is opened again")]
    private static partial void LogBroken(ILogger logger, Exception error, string feed);

    private sealed class Membership(FeedHub hub) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0) hub.Leave();
        }
    }
}
