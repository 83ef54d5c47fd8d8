using Scim.Provisioning.Commands;
using Scim.Provisioning.Cycles;
using Scim.Provisioning.Logs;

namespace Scim.Provisioning.Progress;

/// <summary>
/// Shows how far a cycle is: on a terminal a bar that is drawn over itself, elsewhere a line at the beginning of a phase,
/// every ten seconds, and at its end.
/// </summary>
internal sealed class ProgressDisplay(TextWriter output, TimeProvider clock, bool isTerminal) : ICycleObserver
{
    private const int BarWidth = 24;

    private static readonly TimeSpan TerminalInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan PlainInterval = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private string? _phase;
    private int _total;
    private int _done;
    private int _failed;
    private long _start;
    private long _shown;

    /// <summary>Whether lines can be drawn over.</summary>
    public static bool IsTerminal(TextWriter output) => ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected;

    public void Begin(string name, int total)
    {
        lock (_lock)
        {
            Close();
            if (total == 0) return;
            (_phase, _total, _done, _failed) = (name, total, 0, 0);
            _start = clock.GetTimestamp();
            Show();
        }
    }

    public void Advance(LogStatus status)
    {
        lock (_lock)
        {
            _done++;
            if (status == LogStatus.Failure) _failed++;
            if (_phase is not null && clock.GetElapsedTime(_shown) >= (isTerminal ? TerminalInterval : PlainInterval)) Show();
        }
    }

    public void End()
    {
        lock (_lock) Close();
    }

    private void Close()
    {
        if (_phase is null) return;
        Show();
        if (isTerminal) output.WriteLine();
        _phase = null;
    }

    private void Show()
    {
        _shown = clock.GetTimestamp();
        TimeSpan elapsed = clock.GetElapsedTime(_start);
        double rate = _done / Math.Max(elapsed.TotalSeconds, 0.001);
        string left = _done == _total ? $"in {DurationText.Format(elapsed)}"
            : _done == 0 ? ""
            : $"{DurationText.Format(TimeSpan.FromSeconds((_total - _done) / rate))} left";
        string failed = _failed > 0 ? $", {_failed} failed" : "";
        string counts = $"{_done}/{_total} ({100L * _done / _total} %){failed}, {rate:0}/s {left}";
        if (!isTerminal)
        {
            output.WriteLine($"{_phase}: {counts}");
            return;
        }

        int filled = (int)((long)BarWidth * _done / _total);
        output.Write($"\r\u001b[K{_phase,-9} [{new string('#', filled)}{new string('.', BarWidth - filled)}] {counts}");
        output.Flush();
    }
}
